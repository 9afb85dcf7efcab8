"""Labels that scikit-learn gives to points on a sphere, for the tests of clustering.

    python Tests/References/clusters.py > Tests/HeddleAnalysisTests/Fixtures/clusters.json

Needs numpy and scikit-learn (made with 1.9). Points are rounded before they are scaled to unit
length, so that every program starts from the same numbers.
"""

import json
import sys

import numpy
import sklearn
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans

DIMENSION = 6


def points():
    """Groups of several sizes and densities, and points between them."""
    random = numpy.random.default_rng(7)
    groups = [(70, 0.06), (60, 0.10), (50, 0.15), (45, 0.08), (30, 0.20), (25, 0.05), (12, 0.10)]
    parts = []
    for count, spread in groups:
        center = random.normal(size=DIMENSION)
        center /= numpy.linalg.norm(center)
        parts.append(center + spread * random.normal(size=(count, DIMENSION)))
    parts.append(random.normal(size=(60, DIMENSION)))
    # A tight pair of groups beside each other: density alone tells them apart.
    center = random.normal(size=DIMENSION)
    center /= numpy.linalg.norm(center)
    for shift in (0, 0.35):
        moved = center + shift * numpy.eye(DIMENSION)[0]
        parts.append(moved + 0.05 * random.normal(size=(35, DIMENSION)))
    return random.permutation(numpy.round(numpy.concatenate(parts), 3))


def labels(values):
    return [None if value < 0 else int(value) for value in values]


def main():
    raw = points()
    unit = raw / numpy.linalg.norm(raw, axis=1, keepdims=True)
    distances = numpy.clip(1 - unit @ unit.T, 0, None)
    numpy.fill_diagonal(distances, 0)
    dbscan = [
        {
            "distance": eps,
            "minimumPoints": least,
            "labels": labels(
                DBSCAN(eps=eps, min_samples=least, metric="precomputed").fit_predict(distances)
            ),
        }
        for eps, least in [(0.01, 4), (0.02, 5), (0.05, 5), (0.1, 8), (0.3, 5)]
    ]
    hdbscan = [
        {
            "minimumClusterSize": size,
            "minimumSamples": samples,
            "labels": labels(
                HDBSCAN(
                    min_cluster_size=size, min_samples=samples, metric="precomputed", copy=True
                ).fit_predict(distances)
            ),
        }
        for size, samples in [(5, 5), (10, 5), (15, 3), (5, 1), (20, 10), (2, 2)]
    ]
    kmeans = [
        {
            "clusters": clusters,
            "inertia": float(
                min(
                    KMeans(clusters, n_init=1, random_state=seed, tol=0).fit(unit).inertia_
                    for seed in range(10)
                )
            ),
        }
        for clusters in (2, 5, 9, 20)
    ]
    json.dump(
        {
            "scikit-learn": sklearn.__version__,
            "points": [[round(float(x), 3) for x in row] for row in raw],
            "dbscan": dbscan,
            "hdbscan": hdbscan,
            "kMeans": kmeans,
        },
        sys.stdout,
        separators=(",", ":"),
    )
    print()


main()
