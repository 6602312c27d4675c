//! Messages that only the browser can read: RFC 8291, in the `aes128gcm` content coding of RFC 8188.

use aes_gcm::{Aes128Gcm, KeyInit, aead::Aead};
use hkdf::Hkdf;
use p256::{PublicKey, Sec1Point, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point};
use sha2::Sha256;

use super::Subscription;
use crate::{fault::Fault, random};

/// Records are as long as a multiple of this, so that a message's length tells the push service little.
const STEP: usize = 1024;
/// Longest record. With header and tag it stays below the 4,096 bytes that each push service takes.
const LONGEST: usize = 3 * STEP;
/// Ends the text of the last record; zeros follow (RFC 8188, section 2).
const END: u8 = 2;
/// What the header says records are as long as. There is one, and it is shorter (RFC 8291, section 4).
const RECORD_SIZE: u32 = 4096;

/// A message, padded.
pub struct Record(Vec<u8>);

impl Record {
    /// `None` when it has more than 3,071 bytes.
    pub fn of(payload: &[u8]) -> Option<Self> {
        let length = (payload.len() + 1).next_multiple_of(STEP);
        let mut record = [payload, &[END]].concat();
        record.resize(length, 0);
        (length <= LONGEST).then_some(Self(record))
    }

    /// The body of the request, under a key pair that is used once.
    pub fn seal_for(&self, to: &Subscription) -> Result<Vec<u8>, Fault> {
        let secret = SecretKey::from_slice(&random::bytes::<32>()?)
            // One of 2³² is beyond the order of the curve.
            .map_err(|_| Fault::Broken("the random bytes are no key"))?;
        self.seal(to, &secret, random::bytes()?)
    }

    fn seal(&self, to: &Subscription, secret: &SecretKey, salt: [u8; 16]) -> Result<Vec<u8>, Fault> {
        let (theirs, ours) = (point(&to.key), point(&secret.public_key()));
        let shared = diffie_hellman(secret.to_nonzero_scalar(), to.key.as_affine());
        let info = [b"WebPush: info\0", theirs.as_bytes(), ours.as_bytes()].concat();
        let material: [u8; 32] = derive(&to.auth, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = derive(&salt, &material, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = derive(&salt, &material, b"Content-Encoding: nonce\0");
        let sealed = Aes128Gcm::new(&key.into())
            .encrypt(&nonce.into(), self.0.as_slice())
            .map_err(|_| Fault::Broken("sealing failed"))?;
        let id = ours.as_bytes();
        let id_length = u8::try_from(id.len()).unwrap_or_default();
        Ok([&salt, RECORD_SIZE.to_be_bytes().as_slice(), &[id_length], id, &sealed].concat())
    }
}

fn point(key: &PublicKey) -> Sec1Point {
    key.as_affine().to_sec1_point(false)
}

fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> [u8; N] {
    let mut derived = [0; N];
    // So few bytes are always within what HKDF-SHA256 can give.
    let _ = Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut derived);
    derived
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use ring::{aead, agreement, hkdf, rand::SystemRandom};

    use super::*;

    const ENDPOINT: &str = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV";

    /// A browser, with the cryptography of another library.
    struct Browser {
        key: agreement::EphemeralPrivateKey,
        auth: [u8; 16],
    }

    impl Browser {
        fn new() -> Self {
            let key = agreement::EphemeralPrivateKey::generate(&agreement::ECDH_P256, &SystemRandom::new())
                .unwrap();
            Self { key, auth: random::bytes().unwrap() }
        }

        fn subscription(&self) -> Subscription {
            let point = URL_SAFE_NO_PAD.encode(self.key.compute_public_key().unwrap());
            Subscription::parse(ENDPOINT, &point, &URL_SAFE_NO_PAD.encode(self.auth)).unwrap()
        }

        /// Reads a message of one record.
        fn read(self, body: &[u8]) -> Vec<u8> {
            let (salt, rest) = body.split_at(16);
            let (size, rest) = rest.split_first_chunk::<4>().unwrap();
            let (&id_length, rest) = rest.split_first().unwrap();
            let (id, sealed) = rest.split_at(id_length.into());
            assert!(sealed.len() < u32::from_be_bytes(*size) as usize);

            let ours = self.key.compute_public_key().unwrap();
            let sender = agreement::UnparsedPublicKey::new(&agreement::ECDH_P256, id);
            let material = agreement::agree_ephemeral(self.key, &sender, |shared| {
                hkdf::Salt::new(hkdf::HKDF_SHA256, &self.auth).extract(shared)
            });
            let mut input = [0; 32];
            let info = [b"WebPush: info\0", ours.as_ref(), id];
            material.unwrap().expand(&info, hkdf::HKDF_SHA256).unwrap().fill(&mut input).unwrap();
            let material = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(&input);
            let key = material.expand(&[b"Content-Encoding: aes128gcm\0"], &aead::AES_128_GCM).unwrap();
            let mut nonce = [0; 32];
            material
                .expand(&[b"Content-Encoding: nonce\0"], hkdf::HKDF_SHA256)
                .unwrap()
                .fill(&mut nonce)
                .unwrap();
            let nonce = aead::Nonce::assume_unique_for_key(*nonce.first_chunk().unwrap());
            let mut text = sealed.to_vec();
            let text = aead::LessSafeKey::new(key.into())
                .open_in_place(nonce, aead::Aad::empty(), &mut text)
                .expect("the message opens");
            let end = text.iter().rposition(|byte| *byte != 0).unwrap();
            assert_eq!(text[end], 2);
            text[..end].to_vec()
        }
    }

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_comes_out_byte_for_byte() {
        let subscription = Subscription::parse(
            ENDPOINT,
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let secret = bytes::<32>("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let secret = SecretKey::from_slice(&secret).unwrap();
        let record = Record(b"When I grow up, I want to be a watermelon\x02".to_vec());
        let body = record.seal(&subscription, &secret, bytes("DGv6ra1nlYgDCS1FRnbzlw")).unwrap();
        let expected = concat!(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml",
            "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT",
            "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
        assert_eq!(URL_SAFE_NO_PAD.encode(body), expected);
    }

    #[test]
    fn what_we_seal_opens_with_another_library() {
        for length in [0, 1, 300, 1022, 1023, 1024, 2047, 2048, 3070, 3071] {
            let browser = Browser::new();
            let payload: Vec<u8> = (0..length).map(|n: u16| n.to_le_bytes()[0]).collect();
            let body = Record::of(&payload).unwrap().seal_for(&browser.subscription()).unwrap();
            assert_eq!(browser.read(&body), payload);
        }
    }

    #[test]
    fn a_length_tells_little_and_fits_every_push_service() {
        let subscription = Browser::new().subscription();
        let sealed =
            |length| Record::of(&vec![7; length]).map(|it| it.seal_for(&subscription).unwrap().len());
        assert_eq!(sealed(0), Some(1126));
        assert_eq!(sealed(1023), Some(1126));
        assert_eq!(sealed(1024), Some(2150));
        assert_eq!(sealed(3071), Some(3174));
        assert_eq!(sealed(3072), None);
    }

    #[test]
    fn no_two_messages_are_sealed_alike() {
        let subscription = Browser::new().subscription();
        let record = Record::of(b"ready").unwrap();
        let [one, other] = [(); 2].map(|()| record.seal_for(&subscription).unwrap());
        assert_ne!(one[..16], other[..16]);
        assert_ne!(one[21..86], other[21..86]);
        assert_ne!(one[86..], other[86..]);
    }
}
