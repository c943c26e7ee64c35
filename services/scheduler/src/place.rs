//! Groups and schedules by their names and ARNs.

use haneul_pipeline::Cx;

pub const DEFAULT: &str = "default";

pub fn group_arn(cx: &Cx, group: &str) -> String {
    cx.arn("scheduler", &format!("schedule-group/{group}"))
}

pub fn schedule_arn(cx: &Cx, group: &str, name: &str) -> String {
    cx.arn("scheduler", &format!("schedule/{group}/{name}"))
}
