//! The documented dialects, row by row: what an integrator who has only the document meets.

mod general;
mod iiniit;
mod inbenta;
mod intandem;
mod intandem_apps;
mod product_apis;
mod standard;
