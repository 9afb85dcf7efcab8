// HeddleExperiments
