//! SIGKILL at random moments under load, again and again on the same data.

mod events;
mod fifo;
mod iam;
mod left_over;
mod multipart;
mod objects;
mod queue;
mod standard;
mod stream;
mod topic;
mod versions;

use crate::chance::Chance;
use crate::client::Client;
use crate::cloud::Cloud;
use crate::{Finding, Outcome, settings};
use std::thread;
use std::time::{Duration, Instant};

/// One kind of load: it writes until the cloud is gone, and later looks what is there.
pub trait Load: Send {
    fn name(&self) -> &'static str;
    fn prepare(&mut self, client: &mut Client) -> Outcome<()>;
    /// One write, noted before it is tried and again when it is acknowledged. An error ends
    /// the round: the cloud is gone.
    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()>;
    /// After the restart: everything acknowledged is there, nothing is torn.
    fn check(&mut self, client: &mut Client) -> Outcome<()>;
    /// Acknowledged writes so far.
    fn acknowledged(&self) -> usize;
}

pub fn run() -> Outcome {
    let rounds: usize = settings::number("HANEUL_KILL_ROUNDS", 200);
    let mut chance = Chance::new(settings::seed());
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let mut loads: Vec<Box<dyn Load>> = vec![
        Box::new(standard::Standard::new("kill-a")),
        Box::new(standard::Standard::new("kill-b")),
        Box::new(fifo::Fifo::default()),
        Box::new(objects::Objects::new("kill-small", 20_000)),
        Box::new(objects::Objects::new("kill-large", 300_000)),
        Box::new(versions::Versions::default()),
        Box::new(multipart::Multipart::default()),
        Box::new(iam::Iam::default()),
        Box::new(stream::Stream::new("ann")),
        Box::new(stream::Stream::new("bob")),
        Box::new(topic::Topic::new(false)),
        Box::new(topic::Topic::new(true)),
        Box::new(events::Events::default()),
    ];
    let mut client = cloud.client();
    for load in &mut loads {
        load.prepare(&mut client)?;
    }
    let mut starting = Duration::ZERO;
    for round in 0..rounds {
        let after = Duration::from_millis(20 + chance.below(131) as u64);
        load_and_kill(&mut cloud, &mut loads, &mut chance, after)?;
        let began = Instant::now();
        cloud.restart()?;
        starting = starting.max(began.elapsed());
        check(&cloud, &mut loads)
            .map_err(|problem| format!("round {round}, killed after {after:?}: {problem}"))?;
    }
    cloud.check_health()?;
    let left = left_over::check(&mut cloud, &home.path().join("data"))?;
    let acknowledged: Vec<String> = loads
        .iter()
        .map(|load| format!("{} {}", load.acknowledged(), load.name()))
        .collect();
    Ok(Finding::Held(format!(
        "{rounds} kills; acknowledged: {}; slowest start {starting:.1?}; {left}",
        acknowledged.join(", ")
    )))
}

fn load_and_kill(
    cloud: &mut Cloud,
    loads: &mut [Box<dyn Load>],
    chance: &mut Chance,
    after: Duration,
) -> Outcome<()> {
    thread::scope(|scope| {
        for load in loads.iter_mut() {
            let mut client = cloud.client().patience(Duration::from_secs(20));
            let mut chance = chance.fork();
            scope.spawn(move || while load.write(&mut client, &mut chance).is_ok() {});
        }
        thread::sleep(after);
        cloud.kill()
    })
}

fn check(cloud: &Cloud, loads: &mut [Box<dyn Load>]) -> Outcome<()> {
    thread::scope(|scope| {
        let checks: Vec<_> = loads
            .iter_mut()
            .map(|load| {
                let mut client = cloud.client();
                scope.spawn(move || {
                    let checked = load.check(&mut client);
                    checked.map_err(|problem| format!("{}: {problem}", load.name()))
                })
            })
            .collect();
        for check in checks {
            check.join().map_err(|_| "a check panicked")??;
        }
        Ok(())
    })
}

/// Takes a refusal that a client sees while the cloud still runs for what it is: a fault.
pub fn acknowledged(answer: crate::answer::Answer) -> Outcome<crate::answer::Answer> {
    match answer.status {
        200..300 => Ok(answer),
        status => panic!("under load: {status} {}", answer.text()),
    }
}
