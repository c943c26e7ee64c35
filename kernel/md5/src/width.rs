//! The same code for each kind of vector register, and which of them this processor has.

use crate::block::{Block, Words, compress_all};
use std::sync::LazyLock;

/// The most lanes that are worked on at once, anywhere.
pub(crate) const MOST: usize = 16;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Width {
    /// What every processor of its architecture has: SSE2, NEON.
    Least,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    /// The widest there is here.
    pub fn here() -> Width {
        static HERE: LazyLock<Width> =
            LazyLock::new(|| *Width::all().last().unwrap_or(&Width::Least));
        *HERE
    }

    /// All there are here, the widest last.
    pub fn all() -> Vec<Width> {
        let mut all = vec![Width::Least];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Width::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
                all.push(Width::Avx512);
            }
        }
        all
    }

    /// How many lanes take the time of one.
    pub fn lanes(self) -> usize {
        match self {
            Width::Least => 4,
            #[cfg(target_arch = "x86_64")]
            Width::Avx2 => 8,
            #[cfg(target_arch = "x86_64")]
            Width::Avx512 => MOST,
        }
    }

    /// Takes the blocks of each lane, of all as many as the shortest has, into its state.
    pub fn compress(self, states: &mut [[u32; 4]], lanes: &[&[Block]]) {
        match self {
            Width::Least => compress(states, lanes),
            // SAFETY: these widths come from `all`, which asked the processor for them.
            #[cfg(target_arch = "x86_64")]
            wide => unsafe {
                match wide {
                    Width::Avx512 => compress_avx512(states, lanes),
                    _ => compress_avx2(states, lanes),
                }
            },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl")]
fn compress_avx512(states: &mut [[u32; 4]], lanes: &[&[Block]]) {
    compress(states, lanes);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn compress_avx2(states: &mut [[u32; 4]], lanes: &[&[Block]]) {
    compress(states, lanes);
}

/// Fewer lanes are less to gather, and one alone is fastest without vectors.
#[inline(always)]
fn compress(states: &mut [[u32; 4]], lanes: &[&[Block]]) {
    match lanes.len() {
        0 => {}
        1 => compress_padded::<1>(states, lanes),
        2..=4 => compress_padded::<4>(states, lanes),
        5..=8 => compress_padded::<8>(states, lanes),
        _ => compress_padded::<MOST>(states, lanes),
    }
}

/// Lanes without a stream repeat the first one, and nobody looks at what comes of it.
#[inline(always)]
fn compress_padded<const N: usize>(states: &mut [[u32; 4]], lanes: &[&[Block]]) {
    let mut all = [lanes[0]; N];
    all[..lanes.len()].copy_from_slice(lanes);
    let mut words: Words<N, 4> = [[0; N]; 4];
    for (lane, state) in states.iter().enumerate() {
        for (word, value) in words.iter_mut().zip(state) {
            word[lane] = *value;
        }
    }
    compress_all(&mut words, &all);
    for (lane, state) in states.iter_mut().enumerate() {
        *state = words.map(|word| word[lane]);
    }
}
