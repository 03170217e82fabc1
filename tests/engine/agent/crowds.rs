//! Many requests, many programs.

use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_wire::program::ProgramVerdict;
use futures_util::future::join_all;
use serde_json::Value;
use support::wait;

use super::{Says, Scene, Visitor, copy_of_neighbour, program, token};

/// Ten thousand requests over fifty connections, most of them before the person has said anything.
async fn ten_thousand(scene: &Scene) -> Vec<Value> {
    let request = format!("{}\n", scene.request()).repeat(200);
    let visits = (0..50).map(|_| {
        let (socket, request) = (scene.socket.clone(), request.clone());
        tokio::spawn(async move {
            let visitor = Visitor::of(&socket).await.0.into_inner();
            let (reader, mut writer) = visitor.into_split();
            let writing = async { tokio::io::AsyncWriteExt::write_all(&mut writer, request.as_bytes()).await.unwrap() };
            let reading = async {
                let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(reader));
                let mut answers: Vec<Value> = Vec::new();
                while answers.len() < 200 {
                    answers.push(serde_json::from_str(&lines.next_line().await.unwrap().expect("an answer")).unwrap());
                }
                answers
            };
            tokio::join!(writing, reading).1
        })
    });
    let visits = join_all(visits);
    let answering = async {
        wait::until_some("the question", || async { (!scene.asked().is_empty()).then_some(()) }).await;
        scene.person.let_go.add_permits(1000);
    };
    let (answers, ()) = tokio::join!(visits, answering);
    answers.into_iter().flat_map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_ten_thousand_requests_of_one_program_are_one_question() {
    let scene = Scene::new(Says::WhenLet(ProgramVerdict::Allow)).await;
    let answers = ten_thousand(&scene).await;
    assert_eq!(answers.len(), 10_000);
    answers.iter().for_each(|answer| drop(token(answer)));
    assert_eq!(scene.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_ten_thousand_requests_that_are_refused_are_one_question() {
    let scene = Scene::new(Says::WhenLet(ProgramVerdict::Refuse)).await;
    let answers = ten_thousand(&scene).await;
    assert!(answers.len() == 10_000 && answers.iter().all(|answer| answer["error"]["code"] == "denied"));
    assert_eq!(scene.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_only_so_many_questions_stand_before_the_person() {
    let scene = Scene::new(Says::WhenLet(ProgramVerdict::AllowOnce)).await;
    let paths: Vec<_> = (0..12).map(|number| scene.stage.folder.path().join(format!("p{number}"))).collect();
    copy_of_neighbour(&paths[0]);
    // Other paths of one file: other programs all the same.
    paths[1..].iter().for_each(|path| std::fs::hard_link(&paths[0], path).unwrap());
    let told = AtomicUsize::new(0);
    let request = scene.request();
    let refused = |answers: &[Vec<Value>]| answers.iter().filter(|answer| answer[0]["error"]["code"] == "busy").count();
    let asking = join_all(paths.iter().map(|path| {
        let (scene, request, told) = (&scene, &request, &told);
        async move {
            let answers = program(path, &scene.socket, &[request]).await;
            // Those that are too many are told at once, while the others wait for the person.
            if answers[0]["error"]["code"] == "busy" && told.fetch_add(1, Ordering::SeqCst) == 3 {
                scene.person.let_go.add_permits(8);
            }
            answers
        }
    }));
    let answers = asking.await;
    assert_eq!((scene.asked().len(), refused(&answers)), (8, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_a_program_that_asks_under_new_paths_cannot_keep_the_person_saying_no() {
    let scene = Scene::new(Says::Now(ProgramVerdict::Refuse)).await;
    let first = scene.stage.folder.path().join("p");
    copy_of_neighbour(&first);
    let ask = async |number: usize| {
        let path = scene.stage.folder.path().join(format!("p{number}"));
        std::fs::hard_link(&first, &path).unwrap();
        let answers = program(&path, &scene.socket, &[&scene.request()]).await;
        answers[0]["error"]["code"].as_str().unwrap().to_owned()
    };
    let mut codes = Vec::new();
    for number in 0..14 {
        codes.push(ask(number).await);
    }
    assert_eq!((codes.iter().filter(|code| *code == "denied").count(), codes.iter().filter(|code| *code == "busy").count()), (10, 4));
    assert_eq!(scene.asked().len(), 10);
    scene.stage.clock.advance(60);
    assert_eq!((ask(14).await.as_str(), scene.asked().len()), ("denied", 11));
}
