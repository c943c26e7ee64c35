//! The plainest way to write rows to PostgreSQL for many at once: one task takes those that wait
//! and writes their rows with one statement.

use crate::peer::{WRITERS, key, row};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, NoTls, Statement};

type Problem = Box<dyn std::error::Error + Send + Sync>;

/// What is written for each that waits.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Rows each, and their bytes.
    pub rows: f64,
    pub bytes: usize,
    /// How many are served by one statement at most.
    pub together: usize,
    /// After so many rows the same keys come again.
    pub distinct: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            rows: 1.0,
            bytes: 1024,
            together: WRITERS as usize,
            distinct: u64::MAX,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shape {
            rows,
            bytes,
            together,
            distinct,
        } = self;
        write!(f, "{rows},{bytes},{together},{distinct}")
    }
}

impl FromStr for Shape {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let parts: Vec<_> = text.split(',').collect();
        let [rows, bytes, together, distinct] = parts[..] else {
            return Err("a shape has four parts".into());
        };
        Ok(Self {
            rows: rows.parse()?,
            bytes: bytes.parse()?,
            together: together.parse()?,
            distinct: distinct.parse()?,
        })
    }
}

/// Each line of input says for how many seconds; the answer is how many a second were served.
pub async fn run(url: &str, shape: &str) -> Result<(), String> {
    let shape = match shape {
        "" => Ok(Shape::default()),
        shape => shape.parse(),
    };
    match shape {
        Ok(shape) => rows(url, shape)
            .await
            .map_err(|problem| problem.to_string()),
        Err(problem) => Err(problem.to_string()),
    }
}

async fn rows(url: &str, shape: Shape) -> Result<(), Problem> {
    let (url, schema) = url.split_once("?schema=").ok_or("which schema?")?;
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client
        .batch_execute(&format!(
            "CREATE SCHEMA IF NOT EXISTS {schema}; SET search_path = {schema}; \
            CREATE TABLE plain (key bytea PRIMARY KEY, value bytea NOT NULL)"
        ))
        .await?;
    let insert = "INSERT INTO plain SELECT * FROM unnest($1::bytea[], $2::bytea[]) \
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    let insert = client.prepare(insert).await?;
    let (queue, waiting) = mpsc::unbounded_channel();
    let inserting = tokio::spawn(insert_all(client, insert, waiting, shape));
    println!("ready");
    for line in std::io::stdin().lines() {
        let seconds: f64 = line?.parse()?;
        let start = Instant::now();
        let end = start + Duration::from_secs_f64(seconds);
        let running: Vec<_> = (0..WRITERS)
            .map(|_| tokio::spawn(write(queue.clone(), end)))
            .collect();
        let mut served = 0;
        for running in running {
            served += running.await?;
        }
        println!("rate {}", served as f64 / start.elapsed().as_secs_f64());
    }
    drop(queue);
    inserting.await??;
    Ok(())
}

async fn write(queue: mpsc::UnboundedSender<oneshot::Sender<()>>, end: Instant) -> u64 {
    let mut served = 0;
    while Instant::now() < end {
        let (done, inserted) = oneshot::channel();
        if queue.send(done).is_err() || inserted.await.is_err() {
            break;
        }
        served += 1;
    }
    served
}

async fn insert_all(
    client: Client,
    insert: Statement,
    mut waiting: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
    shape: Shape,
) -> Result<(), Problem> {
    let mut batch = Vec::new();
    let (mut served, mut written) = (0, 0);
    while waiting.recv_many(&mut batch, shape.together).await > 0 {
        served += batch.len();
        let until = (served as f64 * shape.rows).round() as u64;
        let numbers = (written..until).map(|number| number % shape.distinct);
        let (keys, values): (Vec<_>, Vec<_>) = numbers
            .map(|number| (key(number), row(number, shape.bytes)))
            .unzip();
        written = until;
        client.execute(&insert, &[&keys, &values]).await?;
        for done in batch.drain(..) {
            _ = done.send(());
        }
    }
    Ok(())
}
