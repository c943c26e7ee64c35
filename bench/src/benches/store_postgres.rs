//! What the store over PostgreSQL costs, against PostgreSQL itself: durable rows of 1 KiB.

use crate::Options;
use crate::process::Running;
use crate::report::Report;
use crate::rounds::{Side, compare, peer_turn};
use haneul_testkit_postgres::Server;

const BAR: f64 = 0.70;

pub fn run(options: &Options) -> Result<Report, String> {
    let server = Server::try_start(Some(&options.disk()?))?;
    let start = |role: &str| -> Result<Running, String> {
        let url = server.url(&role.replace('-', "_"));
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
            peer_turn(&mut store, seconds)
        }),
        Side::peer("multi-row inserts", || peer_turn(&mut plain, seconds)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report.notes.push(
        "both to one server of their own, each in its own process; the server's processor time is not counted"
            .to_owned(),
    );
    Ok(report)
}
