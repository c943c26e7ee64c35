//! The plainest way to write rows to PostgreSQL for many at once: one task takes all that wait and
//! inserts them with one statement.

use crate::peer::{WRITERS, key, row};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, NoTls, Statement};

type Problem = Box<dyn std::error::Error + Send + Sync>;

struct Row {
    number: u64,
    done: oneshot::Sender<()>,
}

/// Each line of input says for how many seconds; the answer is how many rows a second became
/// durable.
pub async fn run(url: &str) -> Result<(), String> {
    rows(url).await.map_err(|problem| problem.to_string())
}

async fn rows(url: &str) -> Result<(), Problem> {
    let url = url.split('?').next().unwrap_or(url);
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client
        .batch_execute("CREATE TABLE plain (key bytea PRIMARY KEY, value bytea NOT NULL)")
        .await?;
    let insert = "INSERT INTO plain SELECT * FROM unnest($1::bytea[], $2::bytea[])";
    let insert = client.prepare(insert).await?;
    let (queue, waiting) = mpsc::unbounded_channel();
    let inserting = tokio::spawn(insert_all(client, insert, waiting));
    println!("ready");
    let mut written = 0;
    for line in std::io::stdin().lines() {
        let seconds: f64 = line?.parse()?;
        let start = Instant::now();
        let end = start + Duration::from_secs_f64(seconds);
        let running: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(write(queue.clone(), written + writer, end)))
            .collect();
        let mut rows = 0;
        for running in running {
            rows += running.await?;
        }
        written += WRITERS * rows;
        println!("rate {}", rows as f64 / start.elapsed().as_secs_f64());
    }
    drop(queue);
    inserting.await??;
    Ok(())
}

async fn write(queue: mpsc::UnboundedSender<Row>, mut number: u64, end: Instant) -> u64 {
    let mut rows = 0;
    while Instant::now() < end {
        let (done, inserted) = oneshot::channel();
        if queue.send(Row { number, done }).is_err() || inserted.await.is_err() {
            break;
        }
        number += WRITERS;
        rows += 1;
    }
    rows
}

async fn insert_all(
    client: Client,
    insert: Statement,
    mut waiting: mpsc::UnboundedReceiver<Row>,
) -> Result<(), Problem> {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, WRITERS as usize).await > 0 {
        let keys: Vec<_> = batch.iter().map(|waiting| key(waiting.number)).collect();
        let values: Vec<_> = batch.iter().map(|waiting| row(waiting.number)).collect();
        client.execute(&insert, &[&keys, &values]).await?;
        for waiting in batch.drain(..) {
            _ = waiting.done.send(());
        }
    }
    Ok(())
}
