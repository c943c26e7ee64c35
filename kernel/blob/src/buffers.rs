//! Buffers for reading, used again: fresh memory costs more than the copy into it.

use bytes::Bytes;
use parking_lot::Mutex;
use std::sync::Arc;

/// What is read at once.
pub const SIZE: usize = 256 << 10;
/// Idle buffers kept.
const KEPT: usize = 16;

#[derive(Clone, Default)]
pub(crate) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    pub fn take(&self) -> Buffer {
        let bytes = self.0.lock().pop().unwrap_or_else(|| vec![0; SIZE]);
        Buffer {
            bytes,
            home: self.clone(),
        }
    }
}

/// Goes back when the last piece of it is dropped.
pub(crate) struct Buffer {
    pub bytes: Vec<u8>,
    home: Buffers,
}

impl Buffer {
    pub fn freeze(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut idle = self.home.0.lock();
        if idle.len() < KEPT {
            idle.push(std::mem::take(&mut self.bytes));
        }
    }
}
