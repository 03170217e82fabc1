//! The documented dialects, row by row: what an integrator who has only the document meets.

mod inbenta;
mod standard;
