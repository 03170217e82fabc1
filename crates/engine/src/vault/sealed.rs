//! The format of the sealed file.
//!
//! ```text
//! magic        8 bytes   "CSVAULT\0"
//! format       u16       3 (all numbers little-endian); 1 and 2 knew fewer kinds of records
//! fingerprint  8 bytes   of the key, so that another key is told from damage
//! generation   u64       counts up with each save
//! index        sealed    JSON: kind, id and version of each record, in order
//! records      sealed    one after the other, to the end of the file
//! ```
//!
//! *Sealed* is a 24-byte nonce, the length as u32, and XChaCha20-Poly1305. The associated data of the index is the
//! header; of a record its kind, id and version: so no record can stand in for another or for its own past, and none
//! can be left out. Ids are in the index, not in the clear.
//!
//! A new kind of record is a new format, as a program that does not know it would take the file for damaged. An older file is
//! read as it is, and the next save writes it anew; a newer one is refused.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::key::Key32;
use super::records::{RecordKind, Records};
use crate::entropy::Entropy;

const MAGIC: &[u8; 8] = b"CSVAULT\0";
/// The newest format that this program reads, and the one that it writes. It reads the older ones too.
const FORMAT: u16 = 3;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Bytes of the header.
pub(super) const HEADER: usize = 8 + 2 + 8 + 8;
/// The largest file that is read or written.
pub(super) const LARGEST_FILE: usize = 32 * 1024 * 1024;
const LARGEST_RECORD: usize = 1024 * 1024;
const LONGEST_ID: usize = 512;
const MOST_RECORDS: usize = 4096;

/// The part of the file that can be read without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    format: u16,
    pub(super) fingerprint: [u8; 8],
    pub(super) generation: u64,
}

/// Why bytes are not a vault that this key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// A newer program's format: not damage, never to be replaced.
    Newer(u16),
    /// Sealed with another key: not damage either.
    AnotherKey,
    /// Larger than anything that this program writes.
    TooLarge,
    /// Torn, overwritten or tampered with.
    Damaged(&'static str),
}

#[derive(Serialize, Deserialize)]
struct IndexEntry {
    kind: RecordKind,
    id: String,
    version: u64,
}

impl Header {
    /// Reads the header off the front of the file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut rest = Reader(bytes);
        if rest.take(8)? != MAGIC {
            return Err(Unreadable::Damaged("it does not begin as a vault does"));
        }
        let format = u16::from_le_bytes(rest.array()?);
        match format {
            1..=FORMAT => {}
            0 => return Err(Unreadable::Damaged("its format is not known")),
            newer => return Err(Unreadable::Newer(newer)),
        }
        Ok(Self { format, fingerprint: rest.array()?, generation: u64::from_le_bytes(rest.array()?) })
    }

    pub(super) fn is_older(self) -> bool {
        self.format < FORMAT
    }

    fn write(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.format.to_le_bytes());
        out.extend_from_slice(&self.fingerprint);
        out.extend_from_slice(&self.generation.to_le_bytes());
        out
    }
}

/// Seals records. What is too large is named in the error, and nothing is written.
pub(super) fn seal(records: &Records, key: &Key32, entropy: &dyn Entropy) -> Result<Vec<u8>, &'static str> {
    if records.entries().len() > MOST_RECORDS {
        return Err("at most 4096 records");
    }
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let mut out = Header { format: FORMAT, fingerprint: key.fingerprint(), generation: records.generation() }.write();
    let index: Vec<_> = records.entries().map(|(kind, id, version, _)| IndexEntry { kind, id: id.to_owned(), version }).collect();
    let index = serde_json::to_vec(&index).map_err(|_| "an index that can be written")?;
    let header = out.clone();
    seal_into(&mut out, &cipher, entropy, &index, &header)?;
    for (kind, id, version, bytes) in records.entries() {
        if bytes.len() > LARGEST_RECORD {
            return Err("at most 1 MiB a record");
        }
        if id.len() > LONGEST_ID {
            return Err("ids of at most 512 bytes");
        }
        seal_into(&mut out, &cipher, entropy, bytes, &bound_to(FORMAT, kind, id, version))?;
    }
    if out.len() > LARGEST_FILE { Err("at most 32 MiB in all") } else { Ok(out) }
}

/// Opens what [`seal`] wrote.
pub(crate) fn unseal(bytes: &[u8], key: &Key32) -> Result<Records, Unreadable> {
    if bytes.len() > LARGEST_FILE {
        return Err(Unreadable::TooLarge);
    }
    let header = Header::read(bytes)?;
    if header.fingerprint != key.fingerprint() {
        return Err(Unreadable::AnotherKey);
    }
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let (header_bytes, body) = bytes.split_at(HEADER);
    let mut rest = Reader(body);
    let index = rest.unseal(&cipher, header_bytes)?;
    let index: Vec<IndexEntry> = serde_json::from_slice(&index).map_err(|_| Unreadable::Damaged("its index cannot be read"))?;
    let mut read = Vec::with_capacity(index.len());
    for IndexEntry { kind, id, version } in index {
        let bytes = rest.unseal(&cipher, &bound_to(header.format, kind, &id, version))?;
        read.push((kind, id, version, bytes));
    }
    if !rest.0.is_empty() {
        return Err(Unreadable::Damaged("something follows its end"));
    }
    Records::read_back(header.generation, read).ok_or(Unreadable::Damaged("a record stands in it twice"))
}

/// The associated data of a record. The id comes last, so that no two triples have the same bytes.
fn bound_to(format: u16, kind: RecordKind, id: &str, version: u64) -> Vec<u8> {
    let kind = match kind {
        RecordKind::Provider => 1,
        RecordKind::Account => 2,
        RecordKind::Pending => 3,
        RecordKind::Outcome => 4,
        RecordKind::ApiKey => 5,
        RecordKind::ProductAccess => 6,
        RecordKind::Approval => 7,
        RecordKind::GitHost => 8,
        RecordKind::Trace => 9,
    };
    let mut bound = vec![kind];
    bound.extend_from_slice(&format.to_le_bytes());
    bound.extend_from_slice(&version.to_le_bytes());
    bound.extend_from_slice(id.as_bytes());
    bound
}

fn seal_into(out: &mut Vec<u8>, cipher: &XChaCha20Poly1305, entropy: &dyn Entropy, plain: &[u8], bound: &[u8]) -> Result<(), &'static str> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce);
    // The cipher fails only on lengths that the limits exclude.
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound }).map_err(|_| "what the cipher takes")?;
    let length = u32::try_from(sealed.len()).map_err(|_| "what the cipher takes")?;
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&sealed);
    Ok(())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Unreadable::Damaged("it is cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        self.take(N)?.try_into().map_err(|_| Unreadable::Damaged("it is cut off"))
    }

    fn unseal(&mut self, cipher: &XChaCha20Poly1305, bound: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let nonce: [u8; NONCE] = self.array()?;
        let length = u32::from_le_bytes(self.array()?) as usize;
        let sealed = self.take(length)?;
        if sealed.len() < TAG {
            return Err(Unreadable::Damaged("it is cut off"));
        }
        cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: bound })
            .map(Zeroizing::new)
            .map_err(|_| Unreadable::Damaged("its contents were changed"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::Counting;
    use super::*;

    fn records() -> Records {
        let mut records = Records::default();
        records.put(RecordKind::Account, "anna@one.example", b"token-of-anna".to_vec());
        records.put(RecordKind::Account, "bela@one.example", b"token-of-bela".to_vec());
        records.put(RecordKind::Provider, "one", b"client-secret".to_vec());
        records.stamped()
    }

    fn key() -> Key32 {
        Key32::from_slice(&[7; 32]).unwrap()
    }

    fn sealed() -> Vec<u8> {
        seal(&records(), &key(), &Counting::default()).unwrap()
    }

    /// Where each sealed part (the index, then the records) begins and ends.
    fn parts(file: &[u8]) -> Vec<std::ops::Range<usize>> {
        let (mut at, mut parts) = (HEADER, Vec::new());
        while at < file.len() {
            let length = u32::from_le_bytes(file[at + NONCE..at + NONCE + 4].try_into().unwrap()) as usize;
            parts.push(at..at + NONCE + 4 + length);
            at += NONCE + 4 + length;
        }
        parts
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_only() {
        let opened = unseal(&sealed(), &key()).unwrap();
        assert!(opened.same_as(&records()));
        assert_eq!(opened.generation(), 1);
        assert_eq!(unseal(&sealed(), &Key32::from_slice(&[8; 32]).unwrap()).unwrap_err(), Unreadable::AnotherKey);
    }

    #[test]
    fn s1_neither_records_nor_ids_stand_in_the_file() {
        let file = sealed();
        for plain in ["token-of-anna", "anna@one.example", "client-secret", "account"] {
            assert!(!file.windows(plain.len()).any(|window| window == plain.as_bytes()), "{plain}");
        }
    }

    #[test]
    fn s1_no_prefix_and_no_flipped_bit_opens() {
        let file = sealed();
        for length in 0..file.len() {
            assert!(matches!(unseal(&file[..length], &key()), Err(Unreadable::Damaged(_))), "{length} bytes");
        }
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(unseal(&changed, &key()).is_err(), "byte {at}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert_eq!(unseal(&longer, &key()).unwrap_err(), Unreadable::Damaged("something follows its end"));
    }

    #[test]
    fn s1_a_record_cannot_stand_in_for_another() {
        let file = sealed();
        let parts = parts(&file);
        let (anna, bela) = (parts[2].clone(), parts[3].clone());
        let mut swapped = file.clone();
        swapped[anna.clone()].copy_from_slice(&file[bela.clone()]);
        swapped[bela].copy_from_slice(&file[anna]);
        assert_eq!(unseal(&swapped, &key()).unwrap_err(), Unreadable::Damaged("its contents were changed"));
    }

    #[test]
    fn s1_a_record_cannot_stand_in_for_its_own_past() {
        let entropy = Counting::default();
        let old = seal(&records(), &key(), &entropy).unwrap();
        let mut newer = records();
        newer.put(RecordKind::Account, "anna@one.example", b"token-2-anna!".to_vec());
        let new = seal(&newer.stamped(), &key(), &entropy).unwrap();
        let part = parts(&new)[2].clone();
        let mut rolled_back = new.clone();
        rolled_back[part.clone()].copy_from_slice(&old[part]);
        assert_eq!(unseal(&rolled_back, &key()).unwrap_err(), Unreadable::Damaged("its contents were changed"));
    }

    #[test]
    fn a_newer_format_is_refused_by_name() {
        let mut file = sealed();
        file[8] = 4;
        assert_eq!(unseal(&file, &key()).unwrap_err(), Unreadable::Newer(4));
    }

    /// A file as the first format had it: two records, written by the program of that time with this key.
    const FIRST_FORMAT: &str = "Q1NWQVVMVAABALo2V86x9FY7AQAAAAAAAAAVfEp/uXk3nir4lP5y8248P3TffSxtptqqAAAA/mTR+mPC2L5aFbOiDXERWlITbIB9Sv6ndOXoSmHZ+VFfv/VDNPJogX3ngY4A7LtMBPoOrJYkyGZ4QSMsM0SJxXiWFRVQcE0ojmo7nFZPXqXPi9RkhXHy4bMiRaB/N4lQW09hN1Cs7VBSbstgQ7dQ4i7phpsDosIOxeSfTzacHX/jFhFYMwuOUa0+M3GBKR9VS2NFiOITlPE6DrqDwOiFVhsDHZP3/J7WjORU8Cn95ebdeGlsdHyfYBUXfui++1jaTLUdAAAAFROAEJO4slU7Uzdp9TSsF8dCgyPRYaTWYZpSEJuTZAl7ElSEU6jgU/rLzbvxvVyeeYVH848dAAAA/171FBHr2/peWpMR9fCfbhE2e42QOqPHJcWVJ3TS2Oj4PsEqLudUM3j4OmLM/NB997G0mWodAAAAAM1FdOxhoHIw+mjtKv94nZveJPE1PPcGddF6ifs=";

    /// The same of the second, with a record of a kind that was new in it.
    const SECOND_FORMAT: &str = "Q1NWQVVMVAACALo2V86x9FY7AgAAAAAAAAAVfEp/uXk3nir4lP5y8248P3TffSxtptrdAAAA/mTR+mPC2L5aFbOiDXERWlITbIB9Sv6ndOXoSmHZ+VFfv/VDNPJogX3ngY4A7LtMBPoOrJYkyGZ4QSMsM0SJxXiWFRVQcE0ojmo7nFZPXqXPi9RkhXHy4bMiRaB/N4lQW09hN1Cs7VBSbstgQ7dQ4i7phpsDosIOxeSfTzacHX/jFhFYMwuOUa0+M3GBKR9VS2NFiOITlPE6f3l+/dmWLDZ3hfoznzdpzTan6/n0aN0UTLO3RGgFk+bWjlkijpMrSPZTGgh1Q8sVLh7u9WxQnX5jSflxbfqjeuck47RU8Cn95ebdeGlsdHyfYBUXfui++1jaTLUdAAAAFROAEJO4slU7Uzdp9Q/2T4xObotwY/OqnUwp75uTZAl7ElSEU6jgU/rLzbvxvVyeeYVH848dAAAA/171FBHr2/peWpMR9Uw1xEJhnRA9Fp6skTWxW+DS2Oj4PsEqLudUM3j4OmLM/NB997G0mWodAAAAAM1FdOxhoHIw+mjtKlT+flgD75oPFeE/f0miCdERTch2ay7RCCbJEvYkqAinO0Vddd4hQEUVAAAAKGDnCXVJjuVCnLwtKX6/82k+s+nT";

    #[test]
    fn a_file_of_an_older_format_is_read_and_saved_in_the_newest() {
        for (format, file, there) in [(1, FIRST_FORMAT, records()), (2, SECOND_FORMAT, with_git_host())] {
            let file = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, file).unwrap();
            assert_eq!(Header::read(&file).unwrap().format, format);
            let opened = unseal(&file, &key()).unwrap();
            assert!(opened.same_as(&there), "{format}");
            let anew = seal(&opened.stamped(), &key(), &Counting::default()).unwrap();
            assert_eq!(Header::read(&anew).unwrap().format, FORMAT);
            assert!(unseal(&anew, &key()).unwrap().same_as(&there), "{format}");
        }
    }

    fn with_git_host() -> Records {
        let mut records = records();
        records.put(RecordKind::GitHost, "git.example", b"bound".to_vec());
        records.stamped()
    }

    #[test]
    fn what_is_too_large_is_not_written() {
        let mut big = Records::default();
        big.put(RecordKind::Account, "a", vec![0; LARGEST_RECORD + 1]);
        assert_eq!(seal(&big, &key(), &Counting::default()).unwrap_err(), "at most 1 MiB a record");
        let mut many = Records::default();
        for id in 0..=MOST_RECORDS {
            many.put(RecordKind::Account, &id.to_string(), vec![0]);
        }
        assert_eq!(seal(&many, &key(), &Counting::default()).unwrap_err(), "at most 4096 records");
        assert_eq!(unseal(&vec![0; LARGEST_FILE + 1], &key()).unwrap_err(), Unreadable::TooLarge);
    }

    proptest::proptest! {
        #[test]
        fn a25_no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), keep in 0usize..HEADER + 40) {
            let _ = unseal(&bytes, &key());
            let mut file = sealed();
            file.truncate(keep);
            file.extend_from_slice(&bytes);
            proptest::prop_assert!(unseal(&file, &key()).is_err());
        }
    }
}
