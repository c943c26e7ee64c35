//! Blobs of 8 MiB against plain files. `cargo run --release -p haneul-blob --example blob_mix -- DIR`

use bytes::Bytes;
use haneul_blob::{BlobId, Blobs, Result};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::task::spawn_blocking;

const SIZE: usize = 8 << 20;
const PIECE: usize = 64 << 10;
const TASKS: u8 = 16;
const EACH: u8 = 8;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let dir = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "blob_mix.data".into());
    let dir = PathBuf::from(dir);
    let blobs = Blobs::open(&dir.join("blobs"))?;
    std::fs::create_dir_all(dir.join("plain"))?;
    // First, so that the peak is its own.
    large(&blobs).await?;
    for _ in 0..3 {
        let plain = run("plain write and flush", |n| plain_write(dir.clone(), n)).await?;
        let ours = run("blob write", |n| write(blobs.clone(), n)).await?;
        println!("  ratio {:.2}", ours / plain);
        let plain = run("plain read", |n| plain_read(dir.clone(), n)).await?;
        let ours = run("blob read", |n| read(blobs.clone(), n)).await?;
        println!("  ratio {:.2}", ours / plain);
    }
    Ok(())
}

/// MB/s.
async fn run<F>(what: &str, task: impl Fn(u8) -> F) -> Result<f64>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let start = Instant::now();
    let tasks: Vec<_> = (0..TASKS).map(|n| tokio::spawn(task(n))).collect();
    for task in tasks {
        task.await.map_err(std::io::Error::other)??;
    }
    let bytes = SIZE * usize::from(TASKS) * usize::from(EACH);
    let speed = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    println!("{what}: {speed:.0} MB/s");
    Ok(speed)
}

fn id(task: u8, n: u8) -> BlobId {
    let mut id = [n; 16];
    id[0] = task * EACH + n;
    BlobId(id)
}

fn plain_path(dir: &Path, task: u8, n: u8) -> PathBuf {
    dir.join("plain").join(format!("{task}-{n}"))
}

async fn plain_write(dir: PathBuf, task: u8) -> Result<()> {
    let bytes = vec![7; SIZE];
    let write = move || -> std::io::Result<()> {
        for n in 0..EACH {
            let path = plain_path(&dir, task, n);
            let _ = std::fs::remove_file(&path);
            let mut file = File::create(path)?;
            bytes
                .chunks(1 << 20)
                .try_for_each(|piece| file.write_all(piece))?;
            file.sync_data()?;
        }
        Ok(())
    };
    Ok(spawn_blocking(write)
        .await
        .map_err(std::io::Error::other)??)
}

async fn write(blobs: Blobs, task: u8) -> Result<()> {
    let bytes = Bytes::from(vec![7; SIZE]);
    for n in 0..EACH {
        blobs.delete(id(task, n)).await?;
        let mut writer = blobs.create(id(task, n)).await?;
        for start in (0..SIZE).step_by(PIECE) {
            writer.write(bytes.slice(start..start + PIECE)).await?;
        }
        writer.finish().await?;
    }
    Ok(())
}

async fn plain_read(dir: PathBuf, task: u8) -> Result<()> {
    let read = move || -> std::io::Result<()> {
        let mut buffer = vec![0; 256 << 10];
        for n in 0..EACH {
            let file = File::open(plain_path(&dir, task, n))?;
            for start in (0..SIZE).step_by(buffer.len()) {
                file.read_exact_at(&mut buffer, start as u64)?;
            }
        }
        Ok(())
    };
    Ok(spawn_blocking(read)
        .await
        .map_err(std::io::Error::other)??)
}

async fn read(blobs: Blobs, task: u8) -> Result<()> {
    for n in 0..EACH {
        let mut reader = blobs.read(id(task, n), 0..u64::MAX).await?;
        while let Some(piece) = reader.next().await {
            piece?;
        }
    }
    Ok(())
}

/// How much memory a large upload takes.
async fn large(blobs: &Blobs) -> Result<()> {
    let start = Instant::now();
    let mut writer = blobs.create(BlobId([255; 16])).await?;
    for _ in 0..(2 << 30) / PIECE {
        writer.write(vec![3; PIECE].into()).await?;
    }
    writer.finish().await?;
    blobs.delete(BlobId([255; 16])).await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    println!("2 GiB in {:.1?}, {peak}", start.elapsed());
    Ok(())
}
