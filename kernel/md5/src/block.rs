//! The compression function of RFC 1321, for one block of each of `N` lanes.
//!
//! The loop over the lanes is the outermost one and nothing in it branches, so the compiler turns
//! it into vector instructions as wide as its caller allows.

pub(crate) const BLOCK: usize = 64;
pub(crate) const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

pub(crate) type Block = [u8; BLOCK];
/// The four words of each lane's state, or the sixteen of its block: the first of all lanes, then
/// the second of all.
pub(crate) type Words<const N: usize, const COUNT: usize> = [[u32; N]; COUNT];

/// By how much each step rotates: four amounts a round, taken in turn.
const ROTATIONS: [[u32; 4]; 4] = [
    [7, 12, 17, 22],
    [5, 9, 14, 20],
    [4, 11, 16, 23],
    [6, 10, 15, 21],
];

/// What each step adds: the whole part of 2³² · |sin(n)|, n from 1.
const ADDENDS: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

/// One round. Written out, for the compiler does not vectorise around an inner loop.
macro_rules! round {
    ($round:literal, $mix:expr, word $factor:literal $offset:literal, $state:ident, $words:ident[$lane:ident]) => {
        round!(@ $round, $mix, $factor, $offset, $state, $words, $lane,
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    (@ $round:literal, $mix:expr, $factor:literal, $offset:literal, $state:ident, $words:ident, $lane:ident, $($step:literal)*) => {$({
        const WORD: usize = ($factor * $step + $offset) % 16;
        const ADDEND: u32 = ADDENDS[16 * $round + $step];
        const ROTATION: u32 = ROTATIONS[$round][$step % 4];
        let [a, b, c, d] = $state;
        let sum = a
            .wrapping_add($words[WORD][$lane].wrapping_add(ADDEND))
            .wrapping_add($mix(b, c, d));
        $state = [d, sum.rotate_left(ROTATION).wrapping_add(b), b, c];
    })*};
}

/// Takes one block into the state of each lane.
#[inline(always)]
fn compress<const N: usize>(states: &mut Words<N, 4>, words: &Words<N, 16>) {
    let choose = |b: u32, c: u32, d: u32| d ^ (b & (c ^ d));
    let choose_back = |b: u32, c: u32, d: u32| (b & d) | (c & !d);
    let parity = |b: u32, c: u32, d: u32| b ^ c ^ d;
    let skew = |b: u32, c: u32, d: u32| c ^ (b | !d);
    for lane in 0..N {
        let before = [
            states[0][lane],
            states[1][lane],
            states[2][lane],
            states[3][lane],
        ];
        let mut state = before;
        round!(0, choose, word 1 0, state, words[lane]);
        round!(1, choose_back, word 5 1, state, words[lane]);
        round!(2, parity, word 3 5, state, words[lane]);
        round!(3, skew, word 7 0, state, words[lane]);
        states[0][lane] = state[0].wrapping_add(before[0]);
        states[1][lane] = state[1].wrapping_add(before[1]);
        states[2][lane] = state[2].wrapping_add(before[2]);
        states[3][lane] = state[3].wrapping_add(before[3]);
    }
}

/// Takes as many blocks into each lane's state as the shortest lane has.
#[inline(always)]
pub(crate) fn compress_all<const N: usize>(states: &mut Words<N, 4>, lanes: &[&[Block]; N]) {
    let count = lanes.iter().map(|blocks| blocks.len()).min().unwrap_or(0);
    let lanes = lanes.map(|blocks| &blocks[..count]);
    let mut words = [[0; N]; 16];
    for nth in 0..count {
        gather(&lanes, nth, &mut words);
        compress(states, &words);
    }
}

/// Puts the words of every lane's nth block side by side. Apart from the rest: the compiler makes
/// less of both when it sees them at once.
#[inline(never)]
fn gather<const N: usize>(lanes: &[&[Block]; N], nth: usize, words: &mut Words<N, 16>) {
    for (lane, blocks) in lanes.iter().enumerate() {
        let (bytes, _) = blocks[nth].as_chunks::<4>();
        for (word, bytes) in words.iter_mut().zip(bytes) {
            word[lane] = u32::from_le_bytes(*bytes);
        }
    }
}
