//! DescribeTable.

use crate::limits::CHANGE;
use crate::shapes::{DescribeTableInput, DescribeTableOutput};
use crate::table::{row, show};
use haneul_pipeline::{AwsError, Call, Cx, Edge};
use haneul_runtime::Mode;
use std::sync::Arc;
use std::time::Duration;

/// The waiters of SDKs look at once and then after twenty seconds. So who asks about a table that
/// will be there in a moment is told when it is; a clock that stands keeps nobody waiting.
pub async fn run(
    mut edge: Edge,
    input: DescribeTableInput,
) -> Result<DescribeTableOutput, AwsError> {
    let left = edge.read(|cx| left(cx, &input.table_name))?;
    if !left.is_zero() && edge.cloud.clock.mode() == Mode::Running {
        edge.cloud.wait(left).await;
        edge.call = Arc::new(Call {
            now: edge.cloud.clock.now(),
            ..Call::clone(&edge.call)
        });
    }
    edge.read(|cx| {
        let found = row::at(cx, &input.table_name)?;
        Ok(DescribeTableOutput {
            table: Some(show::table(cx, &found)?),
        })
    })
}

/// How long until a table that is being made is there, if that is soon: restored ones take longer.
fn left(cx: &mut Cx, name: &str) -> Result<Duration, AwsError> {
    let found = row::at(cx, name)?;
    let until = found.table.made_at().unwrap_or_default();
    let left = until.saturating_sub(cx.now().as_microsecond());
    let soon = (0..=CHANGE).contains(&left);
    Ok(Duration::from_micros(if soon { left as u64 } else { 0 }))
}
