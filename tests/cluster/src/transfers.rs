//! Small transactions of several engines while the network delays, holds back and cuts, and delivers
//! late what was sent before: transfers keep the sum, whoever looks; each change is there once if it
//! was acknowledged, and not at all if it was refused.

use crate::proxy::Proxy;
use crate::{Finding, Outcome, disturb, settings};
use haneul_faults::chance::Chance;
use haneul_store::{Store, StoreError, Tx};
use haneul_store_postgres::PostgresConfig;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const ENGINES: usize = 3;
/// At each engine.
const WORKERS: usize = 3;
const ACCOUNTS: usize = 6;
const EACH: i64 = 1_000;

/// A transfer, by the name of the row it leaves, and what its caller was told.
struct Transfer {
    name: String,
    outcome: Result<(), StoreError>,
}

pub fn run() -> Outcome {
    let mut chance = settings::chance("transfers");
    let server = haneul_testkit_postgres::shared();
    let url = server.url("transfers");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let plain = haneul_store_postgres::open(&PostgresConfig::new(&url))?;
    runtime.block_on(plain.transact(fill))?;
    let proxies: Vec<Proxy> = (0..ENGINES)
        .map(|_| Proxy::start(server.port()))
        .collect::<Outcome<_>>()?;
    let engines = proxies.iter().map(|proxy| {
        let url = proxy.url(&url, server.port());
        haneul_store_postgres::open(&PostgresConfig::new(url))
    });
    let engines: Vec<Store> = engines.collect::<Result<_, _>>()?;
    let over = AtomicBool::new(false);
    let end = Instant::now() + settings::load();
    let transfers = thread::scope(|scope| {
        let mut workers = Vec::new();
        for (at, engine) in engines.iter().enumerate() {
            for worker in 0..WORKERS {
                let (mut chance, runtime, over) = (chance.fork(), &runtime, &over);
                let name = format!("{at}.{worker}");
                workers.push(scope.spawn(move || work(engine, &name, runtime, &mut chance, over)));
            }
        }
        while Instant::now() < end {
            disturb_one(&proxies, &mut chance);
        }
        over.store(true, Ordering::SeqCst);
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| "a worker panicked")??);
        }
        Outcome::Ok(all)
    })?;
    check(&runtime, &plain, &transfers)
}

fn disturb_one(proxies: &[Proxy], chance: &mut Chance) {
    disturb::pause(chance, 50, 300);
    let proxy = chance.pick(proxies);
    proxy.cut();
    // Now and then for longer than it takes to notice.
    let longest = if chance.one_in(5) { 4_500 } else { 300 };
    disturb::pause(chance, 1, longest);
    if chance.one_in(2) {
        proxy.sever();
        disturb::pause(chance, 1, 100);
    }
    proxy.mend();
}

fn work(
    store: &Store,
    name: &str,
    runtime: &Runtime,
    chance: &mut Chance,
    over: &AtomicBool,
) -> Outcome<Vec<Transfer>> {
    let mut done = Vec::new();
    while !over.load(Ordering::SeqCst) {
        if chance.one_in(4) {
            look(store, runtime)?;
            continue;
        }
        let name = format!("{name}.{}", done.len());
        let (from, to) = (chance.below(ACCOUNTS), chance.below(ACCOUNTS));
        let amount = chance.below(20) as i64;
        let outcome = runtime.block_on(store.transact(|tx| {
            add(tx, from, -amount)?;
            add(tx, to, amount)?;
            let times = number(tx, name.as_bytes())? + 1;
            tx.put(name.as_bytes(), times.to_string())
        }));
        done.push(Transfer { name, outcome });
    }
    Ok(done)
}

/// The sum must be right for whoever sees it, also in the middle of things.
fn look(store: &Store, runtime: &Runtime) -> Outcome<()> {
    if runtime.block_on(store.refresh(Duration::ZERO)).is_err() {
        return Ok(());
    }
    match store.read(sum) {
        Ok(sum) if sum != EACH * ACCOUNTS as i64 => Err(format!("the sum is {sum}").into()),
        _ => Ok(()),
    }
}

fn check(runtime: &Runtime, store: &Store, transfers: &[Transfer]) -> Outcome {
    let (mut acknowledged, mut refused, mut unknown) = (0, 0, 0);
    look(store, runtime)?;
    for transfer in transfers {
        let name = &transfer.name;
        let times = store.read::<_, StoreError>(|tx| number(tx, name.as_bytes()))?;
        let may = match &transfer.outcome {
            Ok(()) => {
                acknowledged += 1;
                1..=1
            }
            Err(StoreError::MaybeCommitted) => {
                unknown += 1;
                0..=1
            }
            Err(StoreError::Unreachable(_) | StoreError::Conflict) => {
                refused += 1;
                0..=0
            }
            Err(error) => return Err(format!("a transfer failed: {error}").into()),
        };
        if !may.contains(&times) {
            let told = &transfer.outcome;
            return Err(
                format!("transfer {name} is there {times} times, told was {told:?}").into(),
            );
        }
    }
    Ok(Finding::Held(format!(
        "{acknowledged} transfers acknowledged, {refused} refused, {unknown} with unknown outcome; \
         the sum was right whenever seen"
    )))
}

fn fill(tx: &mut Tx) -> Result<(), StoreError> {
    (0..ACCOUNTS).try_for_each(|account| tx.put(&key(account), EACH.to_string()))
}

fn add(tx: &mut Tx, account: usize, amount: i64) -> Result<(), StoreError> {
    let balance = number(tx, &key(account))? + amount;
    tx.put(&key(account), balance.to_string())
}

fn sum(tx: &mut Tx) -> Result<i64, StoreError> {
    (0..ACCOUNTS).map(|account| number(tx, &key(account))).sum()
}

fn number(tx: &mut Tx, key: &[u8]) -> Result<i64, StoreError> {
    let value = tx.get(key)?;
    let text = value.as_deref().map(String::from_utf8_lossy);
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}

fn key(account: usize) -> Vec<u8> {
    format!("account-{account}").into_bytes()
}
