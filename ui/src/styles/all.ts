import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./tokens.css";
import "./base.css";
import "./window.css";
import "./controls.css";
import "./drawings.css";
