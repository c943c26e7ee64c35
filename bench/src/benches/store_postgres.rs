//! What the store over PostgreSQL costs, against PostgreSQL itself: durable rows of 1 KiB.

use crate::Options;
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use haneul_testkit_postgres::Server;

const BAR: f64 = 0.70;

pub fn run(options: &Options) -> Result<Report, String> {
    let server = Server::try_start(Some(&options.disk()?))?;
    let url = server.url("bench");
    let start = |role: &str| -> Result<Running, String> {
        let mut peer = Running::start_self(&[role, &url])?;
        peer.line_after("ready")?;
        Ok(peer)
    };
    let (mut store, mut plain) = (start("store-postgres")?, start("postgres")?);
    let seconds = options.turn().as_secs_f64();
    let mut report = Report::new(
        "store-postgres",
        "durable rows of 1 KiB over PostgreSQL, 64 writers",
    );
    let sides = vec![
        Side::haneul("the store over PostgreSQL", BAR, || {
            turn(&mut store, seconds)
        }),
        Side::peer("multi-row inserts", || turn(&mut plain, seconds)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report.notes.push(
        "both to one server of their own, each in its own process; the server's processor time is not counted"
            .to_owned(),
    );
    Ok(report)
}

pub fn turn(peer: &mut Running, seconds: f64) -> Result<Sample, String> {
    let id = peer.id();
    let before = processor_seconds(id);
    peer.say(&seconds.to_string())?;
    let rate = peer.line_after("rate ")?;
    let rate: f64 = rate.parse().map_err(|e| format!("{rate}: {e}"))?;
    let used = processor_seconds(id).zip(before);
    let each = used.map(|(after, before)| (after - before) * 1e6 / (rate * seconds));
    Ok(Sample {
        rate,
        besides: each
            .map(|each| ("processor", "µs each", each))
            .into_iter()
            .collect(),
    })
}
