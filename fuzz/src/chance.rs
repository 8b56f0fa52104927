//! Numbers that look like chance, and are the same on every machine.

/// The permuted congruential generator PCG-XSH-RR.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        let mut chance = Self(seed);
        chance.next();
        chance
    }

    fn next(&mut self) -> u32 {
        let state = self.0;
        self.0 = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let shuffled = (((state >> 18) ^ state) >> 27) as u32;
        shuffled.rotate_right((state >> 59) as u32)
    }

    pub fn octet(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    /// A number below this one, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        let product = u64::from(self.next()) * u64::try_from(end).unwrap_or(u64::MAX);
        (product >> 32) as usize
    }

    /// A range within this length, seldom long.
    pub fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len);
        let most = [4, 16, 64, len][self.below(4)].min(len - start);
        start..start + self.below(most + 1)
    }
}
