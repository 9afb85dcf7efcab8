int hc_placeholder(void);
