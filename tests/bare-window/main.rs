//! A window of the app's toolkit with nothing in it: what the app's own start and memory are measured beside.

fn main() {
    tauri::Builder::default().run(tauri::generate_context!()).expect("the window opens");
}
