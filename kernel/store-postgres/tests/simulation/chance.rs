//! One number decides everything.

use parking_lot::Mutex;

/// SplitMix64: small, and the same everywhere.
pub struct Chance(Mutex<u64>);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d,
        ))
    }

    pub fn next(&self) -> u64 {
        let mut state = self.0.lock();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    pub fn between(&self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// True this often out of a thousand.
    pub fn hits(&self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }
}

/// How bad a run is: so many out of a thousand messages, reads, connections.
#[derive(Clone, Debug)]
pub struct Weather {
    /// The request never reaches the database, and the connection breaks.
    pub lost: u64,
    /// It does, but after the node believes the connection broken.
    pub late: u64,
    /// It takes effect, and the connection breaks before the answer is back.
    pub unanswered: u64,
    /// Nothing comes back, not even that the connection broke.
    pub silent: u64,
    /// The connection breaks after the answer.
    pub broken: u64,
    /// Much slower than usual.
    pub slow: u64,
    pub unreadable: u64,
    pub refused: u64,
    /// A backend that is told to end does not: its statement was elsewhere.
    pub immune: u64,
    /// Something that is on its way arrives while a node reads.
    pub stirred: u64,
    /// Pauses, deaths, restarts, cuts: how many of them.
    pub events: u64,
    /// How long, in milliseconds, what is in the log stays there at least.
    pub log: u64,
}

impl Weather {
    pub fn of(chance: &Chance) -> Self {
        let any = |rates: &[u64]| rates[chance.below(rates.len() as u64) as usize];
        Self {
            lost: any(&[0, 10, 40, 120]),
            late: any(&[0, 20, 100]),
            unanswered: any(&[0, 10, 60]),
            silent: any(&[0, 0, 8]),
            broken: any(&[0, 0, 30]),
            slow: any(&[0, 20, 200]),
            unreadable: any(&[0, 0, 20]),
            refused: any(&[0, 100, 300]),
            immune: any(&[0, 500, 1_000]),
            stirred: any(&[0, 200, 600]),
            events: any(&[0, 2, 5]),
            log: any(&[30, 3_000, 60_000]),
        }
    }
}
