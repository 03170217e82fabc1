//! The sealing key: 32 bytes in a 0600 file beside the database, so that a copy of the database alone derives nothing.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::rights;
use crate::token::Token;

/// Bytes of the nonce that stands before what is sealed.
const NONCE: usize = 24;

/// Derives what has to be the same each time it is asked for, proves that this service made something, and seals what
/// has to be read again.
#[derive(Clone)]
pub struct SealingKey(Arc<Zeroizing<[u8; 32]>>);

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// Why the key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file system refused.
    #[error("the key file {path} cannot be read or written: {source}. Look at its owner and rights")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others than its owner may have it.
    #[error("the key file {path} is open to others than its owner. Take that right away: chmod 0600 {path}; nothing was changed")]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// Not 32 bytes.
    #[error(
        "the key file {path} is damaged: it has {length} bytes and not 32. Put the copy from your backup in its place; nothing was changed"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How long it is.
        length: usize,
    },
}

/// The key file, open and locked: nobody else creates or migrates this database meanwhile.
#[derive(Debug)]
pub struct KeyFile {
    file: File,
    path: PathBuf,
}

impl KeyFile {
    /// Where the key of a database is.
    pub(crate) fn path_beside(database: &Path) -> PathBuf {
        let mut path = database.as_os_str().to_owned();
        path.push(".key");
        path.into()
    }

    /// Opens `DATABASE.key`, creating it empty where it is absent, and waits for its lock.
    ///
    /// # Errors
    /// [`KeyError::File`].
    pub fn beside(database: &Path) -> Result<Self, KeyError> {
        let path = Self::path_beside(database);
        let fail = |source| KeyError::File { path: path.clone(), source };
        let file = rights::file_of_database(&path, database).map_err(fail)?;
        if rights::is_open_to_others(&file.metadata().map_err(fail)?) {
            return Err(KeyError::Open { path });
        }
        file.lock().map_err(fail)?;
        Ok(Self { file, path })
    }

    /// Reads the key; `None` while there is none.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(&mut self) -> Result<Option<SealingKey>, KeyError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(33));
        (&self.file).take(33).read_to_end(&mut bytes).map_err(|source| KeyError::File { path: self.path.clone(), source })?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| KeyError::Damaged { path: self.path.clone(), length: bytes.len() })?;
        Ok(Some(SealingKey(Arc::new(Zeroizing::new(key)))))
    }

    /// Makes the key of a new database. It is on the disk before anything is sealed with it.
    ///
    /// # Errors
    /// [`KeyError::File`].
    pub fn create(&mut self, entropy: &dyn Entropy) -> Result<SealingKey, KeyError> {
        let mut key = Zeroizing::new([0_u8; 32]);
        entropy.fill(key.as_mut_slice());
        let written = self.file.write_all(key.as_slice()).and_then(|()| self.file.sync_all());
        written.map_err(|source| KeyError::File { path: self.path.clone(), source })?;
        Ok(SealingKey(Arc::new(key)))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl SealingKey {
    /// The key of a file that nobody makes or changes meanwhile, such as a copy; `None` where there is no file.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn of_file(path: &Path) -> Result<Option<Self>, KeyError> {
        match File::open(path) {
            Ok(file) => KeyFile { file, path: path.to_owned() }.read(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(KeyError::File { path: path.to_owned(), source }),
        }
    }

    /// The bytes, for a copy of the key file.
    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The refresh token that follows another one. The same each time, so that a lost answer can be given again
    /// while only hashes are stored (A6).
    #[must_use]
    pub fn successor(&self, token: &Token) -> Token {
        Token::from_bytes(&self.mac("refresh successor", &[token.expose().as_bytes()]))
    }

    /// A proof that this service wrote `parts` for `purpose`.
    #[must_use]
    pub fn proof(&self, purpose: &str, parts: &[&[u8]]) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, parts))
    }

    /// Whether `proof` is the one of `parts`; compared in constant time.
    #[must_use]
    pub fn proves(&self, proof: &str, purpose: &str, parts: &[&[u8]]) -> bool {
        use subtle::ConstantTimeEq as _;
        self.proof(purpose, parts).as_bytes().ct_eq(proof.as_bytes()).into()
    }

    /// Seals `plain` with XChaCha20-Poly1305, for `purpose` and for the row `id`: what is sealed opens in no other place.
    #[must_use]
    pub fn seal(&self, purpose: &str, id: &str, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: id.as_bytes() };
        let Ok(sealed) = self.cipher(purpose).encrypt(&XNonce::from(nonce), payload) else {
            unreachable!("the cipher takes all that fits in memory (RFC 8439 §2.8)")
        };
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`Self::seal`] gave for the same purpose and id; `None` where it was changed, moved, or sealed by
    /// another key.
    #[must_use]
    pub fn open(&self, purpose: &str, id: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: id.as_bytes() };
        self.cipher(purpose).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    /// Each purpose has a key of its own.
    fn cipher(&self, purpose: &str) -> XChaCha20Poly1305 {
        let key = Zeroizing::new(self.mac("sealing", &[purpose.as_bytes()]));
        XChaCha20Poly1305::new((&*key).into())
    }

    /// What a database remembers of its key, to notice another one.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.mac("fingerprint", &[])
    }

    /// What only this key makes of `parts` for `purpose`.
    #[must_use]
    pub fn mark(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts)
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_slice()) else {
            unreachable!("HMAC takes a key of any length (RFC 2104 §2)")
        };
        // Each part with its length first: no two lists of parts make the same message.
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    fn key() -> (tempfile::TempDir, SealingKey) {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyFile::beside(&folder.path().join("a.db")).unwrap().create(&SystemEntropy).unwrap();
        (folder, key)
    }

    #[test]
    fn the_key_is_read_back_and_is_private() {
        let (folder, key) = key();
        let mut again = KeyFile::beside(&folder.path().join("a.db")).unwrap();
        assert_eq!(again.read().unwrap().unwrap().fingerprint(), key.fingerprint());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(again.path()).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a15_a_key_that_others_may_have_is_refused_and_it_is_said_what_to_do() {
        let (folder, _) = key();
        let path = folder.path().join("a.db.key");
        for mode in [0o640, 0o620, 0o604, 0o644] {
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
            let refused = KeyFile::beside(&folder.path().join("a.db")).unwrap_err();
            assert!(matches!(refused, KeyError::Open { .. }) && refused.to_string().contains("chmod 0600"), "{mode:o}: {refused}");
        }
    }

    #[test]
    fn a_damaged_key_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db.key");
        std::fs::write(&path, b"short").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let refused = KeyFile::beside(&folder.path().join("a.db")).unwrap().read();
        assert!(matches!(refused, Err(KeyError::Damaged { length: 5, .. })), "{refused:?}");
        assert_eq!(std::fs::read(&path).unwrap(), b"short");
    }

    #[test]
    fn a_proof_holds_for_its_purpose_and_its_parts_only() {
        let (_folder, key) = key();
        let proof = key.proof("consent", &[b"ab", b"c"]);
        assert!(key.proves(&proof, "consent", &[b"ab", b"c"]));
        assert!(!key.proves(&proof, "consent", &[b"a", b"bc"]));
        assert!(!key.proves(&proof, "sign-in", &[b"ab", b"c"]));
        assert!(!key.proves("", "consent", &[b"ab", b"c"]));
    }

    #[test]
    fn a15_what_is_sealed_opens_for_its_purpose_and_its_row_only() {
        let (_folder, key) = key();
        let sealed = key.seal("signing key", "a", b"canary", &SystemEntropy);
        assert!(!sealed.windows(6).any(|part| part == b"canary"));
        assert_eq!(key.open("signing key", "a", &sealed).unwrap().as_slice(), b"canary");
        assert!(key.open("signing key", "b", &sealed).is_none());
        assert!(key.open("second factor", "a", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("signing key", "a", &changed).is_none(), "byte {at}");
            assert!(key.open("signing key", "a", &sealed[..at]).is_none(), "the first {at} bytes");
        }
    }
}
