//! Accounts taken from one computer to another.

use std::path::PathBuf;
use std::time::Duration;

use countersign_engine::Secret;
use countersign_engine::vault::passphrase::Passphrase;
use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use serde_json::json;
use support::fake_provider::FakeProvider;

use crate::stage::{Stage, by_hand};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Secret::new(text)).unwrap()
}

const WORDS: &str = "a passphrase of many words";

/// Somebody signed in at one computer, and another computer.
struct Two {
    here: Stage,
    there: Stage,
    fake: FakeProvider,
    account: String,
    file: PathBuf,
}

impl Two {
    async fn computers() -> Self {
        let (here, there, fake) = (Stage::new().await, Stage::new().await, FakeProvider::start().await);
        here.add("work", &fake).await;
        let account = here.sign_in("work", &fake).await.id;
        let file = here.folder.path().join("accounts.sealed");
        Self { here, there, fake, account, file }
    }

    async fn export(&self, take_off: bool) -> countersign_wire::transfer::Exported {
        self.here.engine.export_accounts(&self.file, &passphrase(WORDS), &[], take_off).await.unwrap()
    }

    async fn import(&self) -> countersign_wire::transfer::Imported {
        self.there.engine.import_accounts(&self.file, &passphrase(WORDS)).await.unwrap()
    }
}

#[tokio::test]
async fn a_session_that_was_moved_goes_on_there_and_is_gone_here() {
    let two = Two::computers().await;
    let exported = two.export(true).await;
    assert_eq!((exported.accounts, exported.providers), (vec![two.account.clone()], vec!["work".to_owned()]));
    assert!(exported.moved && exported.warnings.is_empty());
    assert!(two.here.engine.accounts().await.unwrap().is_empty());
    assert!(two.fake.seen("/revoke").is_empty(), "it lives on");

    assert_eq!(two.import().await.accounts, [two.account.as_str()]);
    let account = &two.there.engine.accounts().await.unwrap()[0];
    assert_eq!((account.name.as_deref(), account.state), (Some("Michael"), SessionStatus::Active));
    two.there.engine.refresh(&two.account).await.unwrap();
}

#[tokio::test]
async fn a_copy_says_what_it_risks() {
    let two = Two::computers().await;
    let exported = two.export(false).await;
    assert!(exported.warnings[0].contains("in one place only"), "{:?}", exported.warnings);
    assert_eq!(two.here.engine.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn s1_nothing_of_it_can_be_read_without_the_passphrase() {
    let two = Two::computers().await;
    two.export(false).await;
    let bytes = std::fs::read(&two.file).unwrap();
    let token = two.here.engine.access_token(&two.account, Duration::ZERO).await.unwrap().token;
    for plain in [token.expose(), "refresh-", "Michael", "work", two.fake.issuer.as_str()] {
        assert!(!bytes.windows(plain.len()).any(|window| window == plain.as_bytes()), "{plain}");
    }
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&two.file.metadata().unwrap().permissions()) & 0o777, 0o600);
    let refused = two.there.engine.import_accounts(&two.file, &passphrase("another one of many words")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert!(refused.message.contains("does not open with this passphrase"), "{}", refused.message);
    assert!(two.there.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_is_signed_in_there_already_stays_as_they_are() {
    let two = Two::computers().await;
    two.there.add("mine", &two.fake).await;
    let mine = two.there.sign_in("mine", &two.fake).await;
    let token = two.there.engine.access_token(&mine.id, Duration::ZERO).await.unwrap().token;
    two.export(true).await;
    let imported = two.import().await;
    assert!(imported.accounts.is_empty() && imported.providers.is_empty());
    assert!(imported.skipped[0].contains("Michael is signed in at “mine”"), "{:?}", imported.skipped);
    assert_eq!(two.there.engine.access_token(&mine.id, Duration::ZERO).await.unwrap().token, token);
}

#[tokio::test]
async fn another_service_of_that_name_keeps_it() {
    let two = Two::computers().await;
    let other = FakeProvider::start().await;
    two.there.add("work", &other).await;
    two.export(true).await;
    let imported = two.import().await;
    assert_eq!(imported.providers, ["work-2"]);
    let account = &two.there.engine.accounts().await.unwrap()[0];
    assert_eq!(account.provider, "work-2");
    two.there.engine.refresh(&account.id).await.unwrap();
}

#[tokio::test]
async fn only_the_accounts_that_were_named_are_taken_along() {
    let two = Two::computers().await;
    two.fake.person(json!({"sub": "person-2", "name": "Ada"}));
    let ada = two.here.sign_in("work", &two.fake).await.id;
    let only = [ada.clone()];
    let exported = two.here.engine.export_accounts(&two.file, &passphrase(WORDS), &only, true).await.unwrap();
    assert_eq!(exported.accounts, only);
    assert_eq!(two.here.engine.accounts().await.unwrap()[0].id, two.account);
    let file = two.here.folder.path().join("other");
    let refused = two.here.engine.export_accounts(&file, &passphrase(WORDS), &[ada], false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert!(!file.exists());
}

#[tokio::test]
async fn a_file_that_is_there_is_not_written_over_and_nothing_is_taken_off() {
    let two = Two::computers().await;
    std::fs::write(&two.file, "mine").unwrap();
    let refused = two.here.engine.export_accounts(&two.file, &passphrase(WORDS), &[], true).await.unwrap_err();
    assert!(refused.message.contains("there is a file of that name already"), "{}", refused.message);
    assert_eq!(std::fs::read(&two.file).unwrap(), b"mine");
    assert_eq!(two.here.engine.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn every_prefix_and_every_changed_byte_of_an_export_changes_nothing() {
    let two = Two::computers().await;
    two.export(false).await;
    let whole = std::fs::read(&two.file).unwrap();
    // The header whole, and the rest in steps: each try makes a key, which takes its time on purpose.
    let header = 38;
    let cut = (0..header).chain((header..whole.len()).step_by(whole.len() / 4));
    for length in cut {
        std::fs::write(&two.file, &whole[..length]).unwrap();
        let refused = two.there.engine.import_accounts(&two.file, &passphrase(WORDS)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{length} bytes");
    }
    for at in [0, 8, 11, 15, 19, 30, header + 1, header + 30, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&two.file, &changed).unwrap();
        assert!(two.there.engine.import_accounts(&two.file, &passphrase(WORDS)).await.is_err(), "byte {at}");
    }
    assert!(two.there.engine.providers().await.unwrap().is_empty());
    assert_eq!(two.there.engine.import_accounts(&two.file.join("x"), &passphrase(WORDS)).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn nobody_signed_in_is_nothing_to_export() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.engine.add_provider(by_hand("work", &fake), None).await.unwrap();
    let file = stage.folder.path().join("accounts.sealed");
    let refused = stage.engine.export_accounts(&file, &passphrase(WORDS), &[], false).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    assert!(!file.exists());
}

/// Who is signed in at a computer, as provider and id.
async fn accounts(stage: &Stage) -> Vec<(String, String)> {
    let mut accounts: Vec<_> = stage.engine.accounts().await.unwrap().into_iter().map(|account| (account.provider, account.id)).collect();
    accounts.sort();
    accounts
}

#[tokio::test]
async fn a_session_is_brought_in_once_whatever_its_service_is_called_here() {
    let two = Two::computers().await;
    two.here.add("a/b", &two.fake).await;
    two.export(false).await;
    let before = accounts(&two.here).await;
    let imported = two.here.engine.import_accounts(&two.file, &passphrase(WORDS)).await.unwrap();
    assert!(imported.accounts.is_empty() && imported.providers.is_empty(), "{imported:?}");
    assert_eq!(accounts(&two.here).await, before, "one refresh token has one holder");

    two.there.add("a/b", &two.fake).await;
    assert_eq!(two.import().await.accounts, [two.account.as_str()]);
    two.there.add("work", &two.fake).await;
    let again = two.import().await;
    assert!(again.accounts.is_empty() && again.skipped[0].contains("at “a/b”"), "{again:?}");
    assert!(again.not_brought_in.is_empty(), "it is where it was copied from as well");
    assert_eq!(accounts(&two.there).await, [("a/b".to_owned(), two.account.clone())]);
}

#[tokio::test]
async fn one_person_at_one_service_by_two_names_arrives_as_both() {
    let two = Two::computers().await;
    two.here.add("a/b", &two.fake).await;
    let second = two.here.sign_in("a/b", &two.fake).await.id;
    two.export(true).await;
    let imported = two.import().await;
    assert_eq!(imported.providers.len(), 2, "{imported:?}");
    assert_eq!(accounts(&two.there).await, [("a/b".to_owned(), second.clone()), ("work".to_owned(), two.account.clone())]);
    for id in [&two.account, &second] {
        two.there.engine.refresh(id).await.unwrap();
    }
}

#[tokio::test]
async fn a_service_of_the_same_name_is_taken_before_the_same_one_by_another() {
    let two = Two::computers().await;
    two.there.add("a/b", &two.fake).await;
    two.there.add("work", &two.fake).await;
    two.export(true).await;
    two.import().await;
    assert_eq!(accounts(&two.there).await, [("work".to_owned(), two.account.clone())]);
}

#[tokio::test]
async fn a_moved_session_that_does_not_come_in_is_told_and_comes_in_once_there_is_room() {
    let two = Two::computers().await;
    two.there.add("mine", &two.fake).await;
    let mine = two.there.sign_in("mine", &two.fake).await.id;
    two.export(true).await;
    let imported = two.import().await;
    let left = &imported.not_brought_in[0];
    assert_eq!((&left.account, left.provider.as_str(), left.here.as_ref()), (&two.account, "work", Some(&mine)));
    assert!(imported.skipped[0].contains("it is still in the file"), "{:?}", imported.skipped);
    two.there.engine.sign_out(&mine).await.unwrap();
    let imported = two.import().await;
    assert!(imported.not_brought_in.is_empty(), "{imported:?}");
    two.there.engine.refresh(&imported.accounts[0]).await.unwrap();
}

#[tokio::test]
async fn of_two_exports_to_one_file_one_is_there_whole_and_the_other_is_told() {
    let two = Two::computers().await;
    let words = passphrase(WORDS);
    let export = || two.here.engine.export_accounts(&two.file, &words, &[], false);
    let (one, other) = tokio::join!(export(), export());
    let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].message.contains("there is a file of that name already"), "{}", refused[0].message);
    assert_eq!(two.import().await.accounts, [two.account.as_str()]);
}

#[tokio::test]
async fn what_was_moved_by_another_export_is_in_no_second_file() {
    let two = Two::computers().await;
    let (words, second) = (passphrase(WORDS), two.here.folder.path().join("second.sealed"));
    let (one, other) = tokio::join!(
        two.here.engine.export_accounts(&two.file, &words, &[], true),
        two.here.engine.export_accounts(&second, &words, &[], true)
    );
    assert_eq!([one.is_ok(), other.is_ok()].into_iter().filter(|done| *done).count(), 1);
    assert_eq!([&two.file, &second].into_iter().filter(|file| file.exists()).count(), 1);
}
