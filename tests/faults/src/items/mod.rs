//! SIGKILL while items change under conditions and in transactions: what the table, its index and
//! its stream say afterwards, and what every reader was told, fits one order of the changes.

mod bank;
mod counters;
mod follow;
mod table;

use crate::chance::Chance;
use crate::client::{Call, Client};
use crate::cloud::Cloud;
use crate::{Finding, Outcome, settings};
use bank::Bank;
use counters::Counters;
use follow::Follower;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Why a worker ends.
pub enum End {
    /// The cloud was killed.
    Gone,
    /// An answer that no order of the changes explains.
    Wrong(String),
}

/// One side of the load; it is asked by several workers at once.
trait Work: Sync {
    fn step(&self, hand: &mut Hand, chance: &mut Chance) -> Result<(), End>;
}

/// What a worker asks with.
pub struct Hand<'a> {
    client: Client,
    killing: &'a AtomicBool,
    /// How many calls were answered.
    answered: usize,
}

impl Hand<'_> {
    /// The answer, or the code of the refusal with what was said.
    pub fn ask(&mut self, operation: &str, input: &Json) -> Result<Result<Json, Refusal>, End> {
        let answer = match self.client.send(&Call::dynamodb(operation, input)) {
            Ok(answer) => answer,
            Err(_) if self.killing.load(Ordering::SeqCst) => return Err(End::Gone),
            Err(error) => return Err(End::Wrong(format!("{operation}: {error} while it runs"))),
        };
        self.answered += 1;
        let body: Json = serde_json::from_slice(&answer.body)
            .map_err(|_| End::Wrong(format!("{operation}: {}", answer.text())))?;
        match answer.status {
            200 => Ok(Ok(body)),
            400 => {
                let code = body["__type"].as_str().unwrap_or_default();
                let code = code.rsplit('#').next().unwrap_or_default().to_owned();
                if code.contains("Throttling") || code.contains("ThroughputExceeded") {
                    thread::sleep(PAUSE);
                }
                Ok(Err(Refusal { code, body }))
            }
            status => Err(End::Wrong(format!("{operation}: {status} {body}"))),
        }
    }
}

pub struct Refusal {
    pub code: String,
    pub body: Json,
}

impl Refusal {
    /// Of what a client is expected to try again.
    pub fn is_passing(&self) -> bool {
        let passing = ["Conflict", "Throttling", "ThroughputExceeded", "InProgress"];
        let text = self.body.to_string();
        passing.iter().any(|word| text.contains(word))
    }

    pub fn wrong(self, what: &str) -> End {
        End::Wrong(format!("{what} was refused: {}", self.body))
    }
}

const PAUSE: Duration = Duration::from_millis(100);
/// Of each kind.
const WORKERS: usize = 3;

pub fn run() -> Outcome {
    let limit = Duration::from_secs(settings::number("HANEUL_ITEMS_SECONDS", 20));
    let mut chance = Chance::new(settings::seed());
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let began = Instant::now();
    let mut client = cloud.client();
    table::make(&mut client)?;
    let (mut bank, counters) = (Bank::open(&mut client)?, Counters::open(&mut client)?);
    let mut follower = Follower::new(&mut client)?;
    let (mut rounds, mut answered) = (0, 0);
    while began.elapsed() < limit {
        let after = Duration::from_millis(50 + chance.below(400) as u64);
        let works: [&dyn Work; 2] = [&bank, &counters];
        answered += load_and_kill(&mut cloud, &works, &mut chance, after)
            .map_err(|problem| format!("round {rounds}: {problem}"))?;
        cloud.restart()?;
        check(&cloud, &mut bank, &counters, &mut follower)
            .map_err(|problem| format!("round {rounds}, killed after {after:?}: {problem}"))?;
        rounds += 1;
    }
    cloud.check_health()?;
    Ok(Finding::Held(format!(
        "{rounds} kills; {answered} answers, {} transfers, {} counts, {} records of the stream",
        bank.count(),
        counters.count(),
        follower.count
    )))
}

/// How many calls were answered.
fn load_and_kill(
    cloud: &mut Cloud,
    works: &[&dyn Work],
    chance: &mut Chance,
    after: Duration,
) -> Outcome<usize> {
    let killing = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for work in works.iter().flat_map(|work| [*work; WORKERS]) {
            let mut hand = Hand {
                client: cloud.client().patience(Duration::from_secs(20)),
                killing: &killing,
                answered: 0,
            };
            let mut chance = chance.fork();
            workers.push(scope.spawn(move || {
                loop {
                    match work.step(&mut hand, &mut chance) {
                        Ok(()) => {}
                        Err(End::Gone) => return Ok(hand.answered),
                        Err(End::Wrong(what)) => return Err(what),
                    }
                }
            }));
        }
        thread::sleep(after);
        killing.store(true, Ordering::SeqCst);
        cloud.kill()?;
        let mut answered = 0;
        for worker in workers {
            answered += worker.join().map_err(|_| "a worker panicked")??;
        }
        Ok(answered)
    })
}

fn check(
    cloud: &Cloud,
    bank: &mut Bank,
    counters: &Counters,
    follower: &mut Follower,
) -> Outcome<()> {
    let mut client = cloud.client();
    bank.ask_again(&mut client)?;
    let items = table::all(&mut client, None)?;
    let index = table::all(&mut client, Some(table::INDEX))?;
    table::same("the index", &index, &items)?;
    follower.read(&mut client)?;
    table::same("the stream", &follower.items, &items)?;
    counters.check(&items)?;
    bank.check(&mut client, &items)
}
