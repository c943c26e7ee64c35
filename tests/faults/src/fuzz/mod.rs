//! Real requests with bytes changed, through the real HTTP path: every answer is an answer.

mod mutate;
mod seeds;

use crate::chance::Chance;
use crate::client::{Call, Client};
use crate::cloud::Cloud;
use crate::{Finding, Outcome, settings};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

const THREADS: usize = 2;

pub fn run() -> Outcome {
    let time = Duration::from_secs(settings::number("HANEUL_FUZZ_SECONDS", 30));
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let seeds = seeds::all(&mut cloud.client(), &cloud.account)?;
    let mut chance = Chance::new(settings::seed() ^ 0xf022);
    // As they are, they are good: otherwise changing them would test little.
    let mut unexpected = Vec::new();
    for call in &seeds {
        let answer = cloud.client().send(call)?;
        if answer.status >= 400 && !matches!(answer.status, 404 | 409 | 501) {
            unexpected.push(format!("{}: {}", named(call), answer.text()));
        }
    }
    if let Some(first) = unexpected.first() {
        return Err(format!("{} seeds are refused, first {first}", unexpected.len()).into());
    }
    let until = Instant::now() + time;
    let counted: Vec<Outcome<BTreeMap<u16, usize>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let client = cloud.client().patience(Duration::from_secs(40));
                let (mut chance, seeds) = (chance.fork(), &seeds);
                scope.spawn(move || fuzz(client, seeds, &mut chance, until))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err("a thread panicked".into()))
            })
            .collect()
    });
    let mut answers = BTreeMap::new();
    for counted in counted {
        for (status, count) in counted? {
            *answers.entry(status).or_insert(0) += count;
        }
    }
    cloud.check_health()?;
    let total: usize = answers.values().sum();
    let answers: Vec<String> = answers
        .iter()
        .map(|(status, count)| format!("{status}: {count}"))
        .collect();
    Ok(Finding::Held(format!(
        "{total} requests from {} real ones; {}",
        seeds.len(),
        answers.join(", ")
    )))
}

fn fuzz(
    mut client: Client,
    seeds: &[Call],
    chance: &mut Chance,
    until: Instant,
) -> Outcome<BTreeMap<u16, usize>> {
    let mut answers = BTreeMap::new();
    while Instant::now() < until {
        let call = mutate::mutated(chance.pick(seeds), chance);
        // Most are signed after the change, so that they are not turned away at the door.
        let bytes = match chance.one_in(8) {
            true => mutate::spoiled(client.bytes(&call)?, chance),
            false => match client.bytes(&call) {
                Ok(bytes) => bytes,
                Err(_) => continue,
            },
        };
        let answer = match client.send_bytes(&bytes, call.method == "HEAD") {
            Ok(answer) => answer,
            // The connection was from before, and its time was up: once more on a new one.
            Err(_) => client
                .send_bytes(&bytes, call.method == "HEAD")
                .map_err(|error| format!("{error}: no answer to\n{}", shown(&bytes)))?,
        };
        if answer.status >= 500 && answer.status != 501 {
            return Err(
                format!("{} {} to\n{}", answer.status, answer.text(), shown(&bytes)).into(),
            );
        }
        *answers.entry(answer.status).or_insert(0) += 1;
    }
    Ok(answers)
}

fn named(call: &Call) -> String {
    let target = call.headers.iter().find(|(name, _)| name == "x-amz-target");
    let what = target.map(|(_, value)| value.clone()).unwrap_or_else(|| {
        let body = String::from_utf8_lossy(&call.body);
        body.split('&')
            .next()
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect()
    });
    format!("{} {}?{} {what}", call.method, call.path, call.query)
}

fn shown(bytes: &[u8]) -> String {
    bytes
        .iter()
        .take(4_000)
        .flat_map(|byte| std::ascii::escape_default(*byte))
        .map(char::from)
        .collect::<String>()
        .replace("\\r\\n", "\n")
}
