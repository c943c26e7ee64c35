//! The second of two layers of encryption, about the first: AES-256 in counter mode, under a key of its
//! own and by another implementation. It adds no bytes; that nothing was changed, the first one sees.

use aes::Aes256;
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockEncrypt, KeyInit};
use haneul_pipeline::keyring::Key;

const BLOCK: usize = 16;
/// Blocks that are made at once.
const AT_ONCE: usize = 64;

pub struct Layer(Aes256);

impl Layer {
    pub fn new(key: &Key) -> Layer {
        Layer(Aes256::new(GenericArray::from_slice(key)))
    }

    /// Puts the layer about the bytes of a frame, or takes it off. No two frames have a block's number in
    /// common.
    pub fn frame(&self, frame: u64, bytes: &mut [u8]) {
        self.apply(u128::from(frame) << 64, bytes);
    }

    /// The same of few bytes that have a number of their own.
    pub fn inline(&self, chance: &[u8; 12], bytes: &mut [u8]) {
        let mut first = [0; BLOCK];
        first[..12].copy_from_slice(chance);
        self.apply(u128::from_be_bytes(first), bytes);
    }

    fn apply(&self, first: u128, bytes: &mut [u8]) {
        let mut number = first;
        for chunk in bytes.chunks_mut(BLOCK * AT_ONCE) {
            let mut blocks = [GenericArray::default(); AT_ONCE];
            let blocks = &mut blocks[..chunk.len().div_ceil(BLOCK)];
            for block in blocks.iter_mut() {
                *block = GenericArray::from(number.to_be_bytes());
                number = number.wrapping_add(1);
            }
            self.0.encrypt_blocks(blocks);
            let stream = blocks.iter().flatten();
            for (byte, mask) in chunk.iter_mut().zip(stream) {
                *byte ^= mask;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F.5.5 of NIST's SP 800-38A.
    #[test]
    fn it_is_counter_mode() {
        let key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
        let key: Key = hex::decode(key).unwrap().try_into().unwrap();
        let plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";
        let sealed = "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5";
        let first = 0xf0f1_f2f3_f4f5_f6f7_f8f9_fafb_fcfd_feff;
        let mut bytes = hex::decode(plain).unwrap();
        Layer::new(&key).apply(first, &mut bytes);
        assert_eq!(hex::encode(&bytes), sealed);
        Layer::new(&key).apply(first, &mut bytes);
        assert_eq!(hex::encode(&bytes), plain);
    }

    #[test]
    fn any_length_comes_back_and_frames_differ() {
        let layer = Layer::new(&[5; 32]);
        for length in [1, 15, 16, 17, 1_023, 1_024, 1_025, 65_536] {
            let mut one = vec![7; length];
            let mut two = one.clone();
            layer.frame(0, &mut one);
            layer.frame(1, &mut two);
            assert_ne!(one, two);
            layer.frame(0, &mut one);
            assert_eq!(one, vec![7; length]);
        }
    }
}
