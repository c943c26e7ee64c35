//! What our mix of work costs on the store. `cargo run --release -p haneul-store --example
//! store_mix -- DIR [PART…]`; without parts, all of them, in this order.

use haneul_store::{KeyRange, Result, Scope, Span, Store, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PARTS: [&str; 8] = [
    "idle",
    "snapshot",
    "writers",
    "queue",
    "tombstones",
    "gigabyte",
    "reads",
    "reopen",
];
const SCOPE: Scope<'static> = Scope::new("aws", "000000000000", "us-east-1");
const ROWS: u64 = 1_000_000;

#[derive(Serialize, Deserialize)]
struct Message {
    body: String,
    sent: u64,
}

impl Stored for Message {
    const VERSION: u32 = 1;
}

const MESSAGES: Table<(String, u64), Message> = Table::new("messages");

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().unwrap_or_else(|| "store_mix.data".into());
    let dir = Path::new(&dir);
    let mut parts: Vec<_> = args.collect();
    if parts.is_empty() {
        parts = PARTS.map(String::from).to_vec();
    }
    for part in parts {
        match part.as_str() {
            "idle" => idle(dir)?,
            "snapshot" => snapshot(dir).await?,
            "writers" => writers(dir).await?,
            "queue" => queue(dir).await?,
            "tombstones" => tombstones(dir).await?,
            "gigabyte" => gigabyte(dir).await?,
            "reads" => reads(dir).await?,
            "reopen" => reopen(dir)?,
            "child" => child(dir).await?,
            other => println!("no part {other}"),
        }
    }
    Ok(())
}

fn idle(dir: &Path) -> Result<()> {
    let before = memory("VmRSS");
    let start = Instant::now();
    let store = Store::open(&dir.join("idle"))?;
    let took = start.elapsed();
    println!(
        "idle: opened in {took:.1?}, {} kB more memory",
        memory("VmRSS") - before
    );
    drop(store);
    Ok(())
}

async fn snapshot(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("small"))?;
    put_rows(&store, 0..10_000).await?;
    each("begin", 1_000_000, |_| store.begin().map(drop))?;
    each("point get, in memory", 200_000, |n| {
        store.read(|tx| tx.get(&plain_key(n * 7919 % 10_000)).map(drop))
    })?;
    each("typed get of nothing", 200_000, |_| {
        store.read(|tx| MESSAGES.get(tx, SCOPE, &("q", 1u64)).map(drop))
    })
}

async fn writers(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("small"))?;
    for count in [1u64, 16, 64, 256] {
        let before = store.stats();
        let start = Instant::now();
        let cpu = cpu();
        let tasks: Vec<_> = (0..count)
            .map(|n| tokio::spawn(write_for(store.clone(), n)))
            .collect();
        let mut written = 0;
        for task in tasks {
            written += task.await.unwrap_or(Ok(0))?;
        }
        let after = store.stats();
        println!(
            "{count} writers of 1 KiB: {:.0}/s, {:.3} flushes each, {:.1} us processor each",
            written as f64 / start.elapsed().as_secs_f64(),
            (after.groups - before.groups) as f64 / written as f64,
            (self::cpu() - cpu) * 1e6 / written as f64,
        );
    }
    Ok(())
}

async fn write_for(store: Store, writer: u64) -> Result<u64> {
    let (start, mut n) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(3) {
        n += 1;
        let key = row_key(scatter(writer << 32 | n));
        store.transact(|tx| tx.put(&key, body())).await?;
    }
    Ok(n)
}

/// Sixteen senders and as many receivers, which take ten from the head and delete them.
async fn queue(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("queue"))?;
    let start = Instant::now();
    let mut tasks = Vec::new();
    for n in 0..16 {
        tasks.push(tokio::spawn(send_for(store.clone(), n)));
        tasks.push(tokio::spawn(receive_for(store.clone(), n)));
    }
    let (mut sent, mut received) = (0, 0);
    for (n, task) in tasks.into_iter().enumerate() {
        let count = task.await.unwrap_or(Ok(0))?;
        if n % 2 == 0 {
            sent += count
        } else {
            received += count
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let conflicts = store.stats().conflicts;
    println!(
        "queues: {:.0} sent/s, {:.0} received and deleted/s, {conflicts} conflicts",
        sent as f64 / seconds,
        received as f64 / seconds
    );
    Ok(())
}

async fn send_for(store: Store, queue: u64) -> Result<u64> {
    let (start, mut n) = (Instant::now(), 0);
    let name = format!("queue-{queue}");
    let message = message(n);
    while start.elapsed() < Duration::from_secs(8) {
        n += 1;
        store
            .transact(|tx| MESSAGES.insert(tx, SCOPE, &(&name, n), &message))
            .await?;
    }
    Ok(n)
}

async fn receive_for(store: Store, queue: u64) -> Result<u64> {
    let (start, mut n) = (Instant::now(), 0);
    let name = format!("queue-{queue}");
    while start.elapsed() < Duration::from_secs(8) {
        n += store.transact(|tx| take_ten(tx, &name)).await?;
        tokio::task::yield_now().await;
    }
    Ok(n)
}

fn take_ten(tx: &mut Tx, name: &str) -> Result<u64> {
    let rows = MESSAGES.scan_untracked(tx, SCOPE, Span::prefix(name), 10, false)?;
    for ((name, n), _) in &rows {
        MESSAGES.delete(tx, SCOPE, &(name, *n))?;
    }
    Ok(rows.len() as u64)
}

async fn tombstones(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("tombstones"))?;
    put_rows(&store, 0..ROWS).await?;
    for start in (0..ROWS - 1).step_by(10) {
        let done = async |tx: &Store| {
            tx.transact(|tx| {
                (start..(start + 10).min(ROWS - 1)).try_for_each(|n| tx.delete(&plain_key(n)))
            })
            .await
        };
        if start % 100_000 == 0 {
            head(&store, &format!("head after {start} deleted"))?;
        }
        let done: Result<()> = done(&store).await;
        done?;
    }
    head(&store, "head after all but one deleted")?;
    head(&store, "the same again")?;
    drop(store);
    let store = Store::open(&dir.join("tombstones"))?;
    head(&store, "head after opening again")?;
    head(&store, "the same again")
}

fn head(store: &Store, what: &str) -> Result<()> {
    let start = Instant::now();
    let rows = store.read(|tx| tx.scan(KeyRange::prefix("rows/"), 1, false))?;
    println!("{what}: {:.1?} ({} row)", start.elapsed(), rows.len());
    Ok(())
}

async fn gigabyte(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("gigabyte"))?;
    let start = Instant::now();
    for from in (0..ROWS).step_by(1000) {
        let done: Result<()> = store
            .transact(|tx| {
                (from..from + 1000).try_for_each(|n| tx.put(&row_key(scatter(n)), body()))
            })
            .await;
        done?;
    }
    println!(
        "gigabyte: {ROWS} rows of 1 KiB in {:.1?}, {} MB on disk, peak memory {} MB",
        start.elapsed(),
        store.stats().disk_bytes >> 20,
        memory("VmHWM") >> 10,
    );
    Ok(())
}

async fn reads(dir: &Path) -> Result<()> {
    let start = Instant::now();
    let store = Store::open(&dir.join("gigabyte"))?;
    println!(
        "reads: clean opening took {:.1?}, memory then {} MB",
        start.elapsed(),
        memory("VmRSS") >> 10
    );
    let any = |n: u64| row_key(scatter(scatter(n) % ROWS));
    each("point get of a million", 200_000, |n| {
        store.read(|tx| tx.get(&any(n)).map(drop))
    })?;
    each("point get of a thousand of them", 200_000, |n| {
        store.read(|tx| tx.get(&any(n % 1000)).map(drop))
    })?;
    each("point get of nothing", 200_000, |n| {
        store.read(|tx| tx.get(&row_key(scatter(n + ROWS))).map(drop))
    })?;
    let list = |n, limit| {
        store.read(|tx| {
            tx.scan(KeyRange::new(any(n), vec![0xfe]), limit, false)
                .map(drop)
        })
    };
    each("listing of 100 rows", 5_000, |n| list(n, 100))?;
    each("listing of 1 row", 50_000, |n| list(n, 1))?;
    println!("reads: memory then {} MB", memory("VmRSS") >> 10);
    Ok(())
}

/// Kills a writing process five times; how long opening takes after each.
fn reopen(dir: &Path) -> Result<()> {
    for _ in 0..5 {
        let mut child = Command::new(std::env::current_exe()?)
            .args([dir.as_os_str(), "child".as_ref()])
            .stdout(Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_millis(4700));
        child.kill()?;
        child.wait()?;
        let start = Instant::now();
        let store = Store::open(&dir.join("gigabyte"))?;
        let took = start.elapsed();
        let stats = store.stats();
        println!(
            "reopen after kill: {took:.1?} at {} MB, version {}",
            stats.disk_bytes >> 20,
            stats.version
        );
    }
    Ok(())
}

async fn child(dir: &Path) -> Result<()> {
    let store = Store::open(&dir.join("gigabyte"))?;
    let tasks: Vec<_> = (0..64)
        .map(|n| tokio::spawn(overwrite(store.clone(), n)))
        .collect();
    for task in tasks {
        task.await.unwrap_or(Ok(()))?;
    }
    Ok(())
}

async fn overwrite(store: Store, writer: u64) -> Result<()> {
    for n in 0.. {
        let key = row_key(scatter(scatter(writer << 32 | n) % ROWS));
        store.transact(|tx| tx.put(&key, body())).await?;
    }
    Ok(())
}

async fn put_rows(store: &Store, range: std::ops::Range<u64>) -> Result<()> {
    for from in range.clone().step_by(1000) {
        let to = range.end.min(from + 1000);
        let done: Result<()> = store
            .transact(|tx| (from..to).try_for_each(|n| tx.put(&plain_key(n), body())))
            .await;
        done?;
    }
    Ok(())
}

fn each(what: &str, times: u64, mut run: impl FnMut(u64) -> Result<()>) -> Result<()> {
    let start = Instant::now();
    for n in 0..times {
        run(n)?;
    }
    println!(
        "{what}: {:.2} us",
        start.elapsed().as_secs_f64() * 1e6 / times as f64
    );
    Ok(())
}

fn row_key(n: u64) -> Vec<u8> {
    [
        b"aws\x00000000000000\x00us-east-1\0items\0".as_slice(),
        &n.to_be_bytes(),
    ]
    .concat()
}

fn plain_key(n: u64) -> Vec<u8> {
    [b"rows/".as_slice(), &n.to_be_bytes()].concat()
}

/// Random enough to defeat compression and order.
fn scatter(n: u64) -> u64 {
    let mut n = (n ^ n >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    n = (n ^ n >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n ^ n >> 32
}

fn body() -> Vec<u8> {
    let seed = Instant::now().elapsed().as_nanos() as u64;
    (0..128)
        .flat_map(|n| scatter(n ^ seed << 8).to_be_bytes())
        .collect()
}

fn message(sent: u64) -> Message {
    Message {
        body: "m".repeat(1000),
        sent,
    }
}

/// In kB, as the system sees this process.
fn memory(field: &str) -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}

/// Seconds of processor time this process has used.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: f64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}
