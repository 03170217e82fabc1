//! Accounts that are taken elsewhere.

use serde_json::{Value, json};
use support::session::Keyring;

use crate::scene::{Done, PROVIDER, Scene};

/// A scene with a passphrase for exports, and a place for one.
struct Moving {
    scene: Scene,
    words: String,
    sealed: String,
}

impl Moving {
    /// Anna's service by two names.
    fn new() -> Self {
        let scene = Scene::with_provider(Keyring::Unlocked);
        assert_eq!(scene.json(&["providers", "add", "--name", "a/b", "--issuer", &scene.issuer]).code, 0);
        let words = scene.secret_file("words", "a passphrase of many words").to_str().unwrap().to_owned();
        let sealed = scene.session.path().join("accounts.sealed").to_str().unwrap().to_owned();
        Self { scene, words, sealed }
    }

    async fn signs_in(&self, provider: &str) -> String {
        let account = self.scene.signs_in(&self.scene.anna, provider, &["profile", "offline_access"]).await;
        account["id"].as_str().unwrap().to_owned()
    }

    fn export(&self, more: &[&str]) -> Done {
        self.scene.json(&[&["vault", "export", &self.sealed, "--export-passphrase-file", &self.words], more].concat())
    }

    fn import(&self, home: &[&str]) -> Done {
        self.scene.json(&[&["vault", "import", &self.sealed, "--export-passphrase-file", &self.words], home].concat())
    }

    /// Where and as whom somebody is signed in.
    fn accounts(&self, home: &[&str]) -> Vec<(String, String)> {
        let told = |account: &Value, key: &str| account[key].as_str().unwrap().to_owned();
        let all = self.scene.json(&[&["accounts"], home].concat()).values();
        let mut all: Vec<_> = all.iter().map(|account| (told(account, "provider"), told(account, "id"))).collect();
        all.sort();
        all
    }

    fn elsewhere(&self) -> String {
        self.scene.session.path().join("elsewhere").to_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn accounts_are_moved_to_another_folder() {
    let moving = Moving::new();
    let id = moving.signs_in(PROVIDER).await;
    let folder = moving.scene.session.path();
    std::fs::write(folder.join("accounts.sealed.next"), "theirs").unwrap();
    // By its name alone, in the folder where the command is given.
    let mut export =
        moving.scene.command(&["vault", "export", "accounts.sealed", "--export-passphrase-file", &moving.words, "--move", "--json"]);
    let done = export.current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let exported: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(exported, json!({"accounts": [id], "providers": [PROVIDER], "moved": true, "warnings": []}));
    assert_eq!(std::fs::read(folder.join("accounts.sealed.next")).unwrap(), b"theirs");
    assert!(moving.accounts(&[]).is_empty());

    let elsewhere = moving.elsewhere();
    let home = ["--home", elsewhere.as_str()];
    let imported = moving.import(&home).value();
    assert_eq!(imported, json!({"accounts": [id], "providers": [PROVIDER], "skipped": [], "not_brought_in": []}));
    let token = moving.scene.json(&[&["token", &id][..], &home].concat()).value();
    assert_eq!(moving.scene.user_info(token["access_token"].as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn one_service_by_two_names_makes_no_second_holder_of_a_session() {
    let moving = Moving::new();
    let id = moving.signs_in(PROVIDER).await;
    assert_eq!(moving.export(&[]).code, 0);
    let imported = moving.import(&[]);
    assert_eq!(imported.value()["accounts"], json!([]), "{imported:?}");
    assert!(imported.err.contains("is signed in at “work” here already"), "{imported:?}");
    assert_eq!(moving.accounts(&[]), [(PROVIDER.to_owned(), id.clone())]);
    moving.scene.json(&["refresh", &id]).value();
}

#[tokio::test]
async fn accounts_at_two_names_of_one_service_arrive_at_both_and_live_on() {
    let moving = Moving::new();
    let (one, two) = (moving.signs_in(PROVIDER).await, moving.signs_in("a/b").await);
    assert_eq!(moving.export(&["--move"]).code, 0);
    let elsewhere = moving.elsewhere();
    let home = ["--home", elsewhere.as_str()];
    assert_eq!(moving.import(&home).value()["skipped"], json!([]));
    assert_eq!(moving.accounts(&home), [("a/b".to_owned(), two.clone()), (PROVIDER.to_owned(), one.clone())]);
    for id in [&one, &two] {
        moving.scene.json(&[&["refresh", id][..], &home].concat()).value();
    }
}

#[tokio::test]
async fn a_moved_session_that_stays_in_the_file_is_told_by_list_and_exit_code() {
    let moving = Moving::new();
    let moved = moving.signs_in(PROVIDER).await;
    assert_eq!(moving.export(&["--move"]).code, 0);
    let here = moving.signs_in("a/b").await;
    let imported = moving.import(&[]);
    assert_eq!(imported.code, 1, "{imported:?}");
    let left = json!([{"account": moved, "provider": PROVIDER, "name": "Anna Örn", "here": here}]);
    assert_eq!(imported.values()[0]["not_brought_in"], left);
    assert!(imported.err.contains("it is still in the file"), "{imported:?}");
    let told = moving.scene.run(&["vault", "import", &moving.sealed, "--export-passphrase-file", &moving.words]);
    assert!(told.code == 1 && told.out.contains("Still in the file") && told.out.contains(&moved), "{told:?}");
}
