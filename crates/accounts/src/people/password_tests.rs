use super::*;
use crate::entropy::SystemEntropy;

fn hasher(cost: Cost, bounds: Bounds) -> PasswordHasher {
    PasswordHasher::new(cost, bounds, Arc::new(SystemEntropy)).unwrap()
}

fn quick() -> PasswordHasher {
    hasher(Cost::unsafe_for_tests(), Bounds { threads: 1, queue: 8 })
}

fn typed(text: &str) -> Password {
    Password::presented(text.to_owned())
}

#[tokio::test]
async fn the_password_that_was_chosen_matches_and_another_does_not() {
    let hasher = quick();
    let hash = hasher.hash(typed("correct horse battery")).await.unwrap();
    assert!(hasher.verify(typed("correct horse battery"), Some(hash.clone())).await.unwrap().matches);
    assert!(!hasher.verify(typed("correct horse batterY"), Some(hash)).await.unwrap().matches);
}

#[tokio::test]
async fn a14_without_a_stored_hash_nothing_matches() {
    assert_eq!(quick().verify(typed("anything at all"), None).await, Ok(Verified { matches: false, rehashed: None }));
}

#[tokio::test]
async fn a12_the_hash_says_argon2id_at_the_floor() {
    let hash = hasher(Cost::FLOOR, Bounds { threads: 1, queue: 1 }).hash(typed("correct horse battery")).await.unwrap();
    assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
}

#[tokio::test]
async fn a12_a_cheaper_hash_is_made_anew_at_a_right_sign_in_only() {
    let cheap = quick().hash(typed("correct horse battery")).await.unwrap();
    let dearer = hasher(Cost { memory_kib: 128, passes: 2, lanes: 1 }, Bounds { threads: 1, queue: 8 });
    assert_eq!(dearer.verify(typed("wrong horse battery"), Some(cheap.clone())).await.unwrap().rehashed, None);
    let verified = dearer.verify(typed("correct horse battery"), Some(cheap)).await.unwrap();
    assert!(verified.matches);
    let again = dearer.verify(typed("correct horse battery"), verified.rehashed).await.unwrap();
    assert_eq!(again, Verified { matches: true, rehashed: None });
}

#[tokio::test]
async fn two_people_with_one_password_have_two_hashes() {
    let hasher = quick();
    assert_ne!(hasher.hash(typed("correct horse battery")).await, hasher.hash(typed("correct horse battery")).await);
}

#[tokio::test]
async fn a_stored_text_that_is_no_hash_is_an_error_and_no_panic() {
    for text in [
        "",
        "plain",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ",
        "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    ] {
        let verified = quick().verify(typed("correct horse battery"), Some(PasswordHash::stored(text.into()))).await;
        assert_eq!(verified, Err(HashingError::Unreadable), "{text}");
    }
}

#[tokio::test]
async fn a13_past_the_queue_the_answer_is_busy_at_once() {
    let hasher = hasher(Cost::FLOOR, Bounds { threads: 1, queue: 2 });
    let answers = futures_util::future::join_all((0..50).map(|_| hasher.verify(typed("correct horse battery"), None))).await;
    let busy = answers.iter().filter(|answer| matches!(answer, Err(HashingError::Busy { .. }))).count();
    assert!((47..=48).contains(&busy), "{busy} of 50");
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 50 - busy);
}

#[test]
fn a12_a_password_has_12_to_256_characters() {
    for (length, answer) in [(11, Some(PasswordProblem::TooShort)), (12, None), (256, None), (257, Some(PasswordProblem::TooLong))] {
        assert_eq!(Password::chosen("é".repeat(length)).err(), answer, "{length}");
    }
}

#[test]
fn a12_what_no_browser_lets_anybody_type_is_no_password() {
    for text in ["first line\nsecond line long enough", "a tab\tin the middle of it", "a null\0 in the middle of it"] {
        assert_eq!(Password::chosen(text.to_owned()).err(), Some(PasswordProblem::NotTyped), "{text:?}");
    }
    assert!(Password::chosen("correct horse, señor 🐎".to_owned()).is_ok());
}

#[test]
fn a12_no_cost_under_the_floor_can_be_made() {
    assert_eq!(Cost::new(19 * 1024 - 1, 2, 1), Err(CostTooLow));
    assert_eq!(Cost::new(64 * 1024, 1, 1), Err(CostTooLow));
    assert!(Cost::new(64 * 1024, 3, 1).is_ok());
}

#[test]
fn a_password_does_not_print() {
    assert!(!format!("{:?}", typed("canary-canary")).contains("canary"));
}
