//! One consistent moment of the whole cloud in one file: every row, and every blob.
//!
//! The file is a sequence of frames, `kind`, length, bytes: pieces of the store's own export
//! (which carries its checksum), the master key, then for each blob its id and pieces, then an end
//! mark. A file that was cut off has no end mark and is refused before anything is replaced. Blobs
//! lie in it as encrypted as they are, but with the key beside them: who has the file has the data.

use crate::background::Seized;
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::hold;
use crate::keyring;
use crate::place;
use bytes::Bytes;
use haneul_blob::{BlobId, Blobs};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

const MAGIC: &[u8; 8] = b"HANEUL01";
const KEY: u8 = b'K';
const ROWS: u8 = b'R';
const BLOB: u8 = b'B';
const PIECE: u8 = b'P';
const END: u8 = b'E';
const MAX_FRAME: u32 = 4 << 20;

/// Writes the snapshot beside `path` and renames it into place when it is whole.
pub async fn save(cloud: &Cloud, path: &Path) -> Result<(), AwsError> {
    crate::background::flush(cloud).await;
    let hold = cloud.blobs.hold();
    let everywhere = hold::begin(cloud).await?;
    let partial = path.with_extension("partial");
    let written = write(cloud, &partial).await;
    drop(hold);
    hold::end(cloud, everywhere).await?;
    let placed = written.and_then(|()| std::fs::rename(&partial, path));
    placed.map_err(|error| {
        let _ = std::fs::remove_file(&partial);
        failed(path, &error)
    })
}

async fn write(cloud: &Cloud, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(MAGIC)?;
    let store = cloud.store.clone();
    let mut out = tokio::task::spawn_blocking(move || {
        let mut rows = BufWriter::with_capacity(1 << 20, Frames(&mut out));
        store.export(&mut rows).map_err(io::Error::other)?;
        rows.flush()?;
        drop(rows);
        Ok::<_, io::Error>(out)
    })
    .await??;
    let master = cloud.keys.master(&cloud.store);
    frame(&mut out, KEY, &master.map_err(io::Error::other)?)?;
    let mark = cloud.store.read(place::mark).map_err(io::Error::other)?;
    // What lies in a zone that has failed is part of the state.
    let blobs = cloud.blobs.regardless();
    let mut list = blobs.list();
    while let Some(page) = list.page().await.map_err(io::Error::other)? {
        for listed in page.into_iter().filter(|blob| Some(blob.id) != mark) {
            write_blob(&mut out, &blobs, listed.id).await?;
        }
    }
    frame(&mut out, END, b"")?;
    out.flush()?;
    out.get_ref().sync_all()
}

async fn write_blob(out: &mut impl Write, blobs: &Blobs, id: BlobId) -> io::Result<()> {
    let mut reader = match blobs.read(id, 0..u64::MAX).await {
        Ok(reader) => reader,
        // Deleted between the listing and now: it was young, and no row of ours names it.
        Err(haneul_blob::BlobError::NotFound(_)) => return Ok(()),
        Err(error) => return Err(io::Error::other(error)),
    };
    frame(out, BLOB, &id.0)?;
    while let Some(piece) = reader.next().await {
        frame(out, PIECE, &piece.map_err(io::Error::other)?)?;
    }
    Ok(())
}

/// Replaces the whole state by a snapshot's.
pub async fn load(cloud: &Cloud, path: &Path) -> Result<(), AwsError> {
    check(path).map_err(|error| failed(path, &error))?;
    let _turn = cloud.background.turn().await;
    let seized = Seized::all(cloud).await?;
    let outcome = replace(cloud, path).await;
    seized.release().await?;
    outcome
}

async fn replace(cloud: &Cloud, path: &Path) -> Result<(), AwsError> {
    let _shut = cloud.gate.shut().await;
    cloud.empty().await?;
    let read = read(cloud, path).await;
    read.map_err(|error| failed(path, &error))?;
    cloud.reopen().await
}

/// Walks the frames to the end mark.
fn check(path: &Path) -> io::Result<()> {
    let mut input = open(path)?;
    loop {
        let (kind, length) = frame_head(&mut input)?;
        if kind == END {
            return Ok(());
        }
        input.seek_relative(length.into())?;
    }
}

async fn read(cloud: &Cloud, path: &Path) -> io::Result<()> {
    let mut rows = Rows {
        input: open(path)?,
        left: 0,
        ended: false,
    };
    cloud
        .store
        .import(&mut rows)
        .await
        .map_err(io::Error::other)?;
    let mut input = rows.input;
    if rows.left > 0 {
        return Err(bad());
    }
    let mut writer: Option<haneul_blob::Writer> = None;
    loop {
        let (kind, length) = frame_head(&mut input)?;
        let mut bytes = vec![0; length as usize];
        input.read_exact(&mut bytes)?;
        if kind != PIECE {
            if let Some(done) = writer.take() {
                done.finish().await.map_err(io::Error::other)?;
            }
        }
        match (kind, &mut writer) {
            (PIECE, Some(writer)) => writer
                .write(Bytes::from(bytes))
                .await
                .map_err(io::Error::other)?,
            (BLOB, _) => {
                let id = <[u8; 16]>::try_from(bytes).map_err(|_| bad())?;
                writer = Some(
                    cloud
                        .blobs
                        .regardless()
                        .create(BlobId(id))
                        .await
                        .map_err(io::Error::other)?,
                );
            }
            (KEY, _) => {
                let master = keyring::Key::try_from(bytes).map_err(|_| bad())?;
                let installed = cloud.keys.install(&cloud.store, &cloud.random, &master);
                installed.await.map_err(io::Error::other)?;
            }
            (END, _) => return Ok(()),
            _ => return Err(bad()),
        }
    }
}

fn open(path: &Path) -> io::Result<BufReader<File>> {
    let mut input = BufReader::new(File::open(path)?);
    let mut magic = [0; 8];
    input.read_exact(&mut magic)?;
    if &magic != MAGIC {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "it is not a snapshot of this version of Haneul",
        ));
    }
    Ok(input)
}

fn bad() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the snapshot is damaged")
}

fn frame(out: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    for piece in bytes.chunks(MAX_FRAME as usize) {
        out.write_all(&[kind])?;
        out.write_all(&(piece.len() as u32).to_be_bytes())?;
        out.write_all(piece)?;
    }
    if bytes.is_empty() {
        out.write_all(&[kind, 0, 0, 0, 0])?;
    }
    Ok(())
}

fn frame_head(input: &mut impl Read) -> io::Result<(u8, u32)> {
    let mut head = [0; 5];
    input.read_exact(&mut head).map_err(|_| bad())?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    match length <= MAX_FRAME {
        true => Ok((head[0], length)),
        false => Err(bad()),
    }
}

/// Turns the store's export into frames.
struct Frames<'a, W: Write>(&'a mut W);

impl<W: Write> Write for Frames<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            frame(self.0, ROWS, bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Turns frames back into the store's export; ends before the first frame that is no row.
struct Rows {
    input: BufReader<File>,
    left: u32,
    ended: bool,
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            let (kind, length) = frame_head(&mut self.input)?;
            if kind == ROWS {
                self.left = length;
            } else {
                self.input.seek(SeekFrom::Current(-5))?;
                self.ended = true;
            }
        }
        let limit = buffer.len().min(self.left as usize);
        let count = self.input.read(&mut buffer[..limit])?;
        self.left -= count as u32;
        Ok(count)
    }
}

fn failed(path: &Path, error: &io::Error) -> AwsError {
    AwsError::new(
        "SnapshotFailed",
        format!("snapshot {}: {error}", path.display()),
    )
    .status(400)
}
