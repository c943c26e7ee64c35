//! Quotas and other numbers of CloudWatch.

/// Data of one PutMetricData.
pub const DATA: usize = 1_000;
/// Values of one of them.
pub const VALUES: usize = 150;
/// Queries of one GetMetricData.
pub const QUERIES: usize = 500;
/// Data points of one GetMetricData.
pub const POINTS: usize = 100_800;
/// Data points of one GetMetricStatistics.
pub const STATISTICS: i64 = 1_440;
/// Metrics of one page.
pub const METRICS: usize = 500;
/// Series that one search finds.
pub const FOUND: usize = 100;
/// What one GetMetricData computes at all, in data points.
pub const COMPUTED: usize = 2_000_000;
/// Alarms or items of history of one page.
pub const ALARMS: usize = 100;
/// Metrics of one alarm's expression.
pub const ALARM_METRICS: usize = 10;
/// How far back an alarm looks, in seconds: a week for periods of an hour and more, else a day.
pub const LOOK_BACK: i64 = 86_400;
pub const LONG_LOOK_BACK: i64 = 604_800;
pub const TAGS: usize = 50;
/// Alarms that one rule names.
pub const CHILDREN: usize = 100;
/// Dashboards of one page.
pub const DASHBOARDS: usize = 1_000;
/// Anomaly detectors of one page.
pub const DETECTORS: usize = 100;
/// Metric streams of one page.
pub const STREAMS: usize = 500;
pub const WIDGETS: usize = 500;
/// Alarms' history is kept for so many days.
pub const HISTORY_DAYS: i64 = 30;
