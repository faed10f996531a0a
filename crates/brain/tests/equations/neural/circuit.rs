//! The fixed point of the circuit.

use syntony_brain::neural::circuit::Columns;
use syntony_brain::{Cast, Plan};
use syntony_engine::Stream;

const COLUMNS: usize = 16;

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Relaxed long enough, every population is where the equation has it, with ρ = 1.
#[test]
fn exact_populations_settle_where_the_equation_says() {
    for lineage in ["vole", "human"] {
        let plan = Plan::compile(&crate::atlas(lineage), Cast::default()).unwrap_or_else(|p| panic!("{p}"));
        let (circuit, mut random) = (&plan.circuit, Stream::new(3, 0, 0, 0));
        let size = circuit.nodes.len() * COLUMNS;
        let mut draw = |low: f64, high: f64| -> Vec<f64> {
            (0..size).map(|_| low + (high - low) * random.uniform()).collect()
        };
        let (stimulus, h, g) = (draw(0.0, 0.4), draw(-0.3, 0.3), draw(0.9, 1.1));
        let through = [draw(0.8, 1.1), draw(0.8, 1.1), draw(0.9, 1.0)];
        let weights: Vec<f64> = circuit.synapses.iter().map(|s| s.weight).collect();
        let mut p: Vec<f64> =
            circuit.nodes.iter().flat_map(|node| std::iter::repeat_n(node.rest, COLUMNS)).collect();
        let mut n = vec![circuit.cortex.n_rest; size];
        let mut x = vec![0.0; 3 * COLUMNS];
        for _ in 0..600 {
            let these = Columns {
                p: &mut p,
                n: &mut n,
                stimulus: &stimulus,
                columns: COLUMNS,
                at: 0,
                width: COLUMNS,
                h: &h,
                g: &g,
                glutamate: &through[0],
                gaba: &through[1],
                other: &through[2],
                lanes: COLUMNS,
                lane: 0,
                x: &mut x,
            };
            circuit.relax(&weights, these);
        }
        let k = &circuit.cortex;
        for (r, node) in circuit.nodes.iter().enumerate() {
            for column in 0..COLUMNS {
                let at = r * COLUMNS + column;
                let mut drive = through[0][at] * stimulus[at] + h[at];
                for s in &circuit.synapses[circuit.starts[r]..circuit.starts[r + 1]] {
                    let sent = through[s.transmitter as usize][at] * p[s.from * COLUMNS + column];
                    drive += s.weight * (sent - circuit.nodes[s.from].rest);
                }
                let settled = |f: f64| f / (1.0 + f);
                if node.cortical {
                    let b_p = -(k.w_pp * node.rest - k.w_pn * k.n_rest);
                    let b_n = -(k.w_np * node.rest - k.w_nn * k.n_rest);
                    let inside = k.w_pp * p[at] - k.w_pn * n[at] + b_p + drive;
                    let f = logistic(g[at] * inside - node.threshold);
                    let f_n =
                        logistic(k.w_np * p[at] - k.w_nn * n[at] + b_n + k.kappa * drive - k.n_threshold);
                    assert!((p[at] - settled(f)).abs() < 1e-9, "{}: {} {}", node.key, p[at], settled(f));
                    assert!((n[at] - settled(f_n)).abs() < 1e-9, "{}: {} {}", node.key, n[at], settled(f_n));
                } else {
                    let f = logistic(g[at] * drive - node.threshold);
                    assert!((p[at] - settled(f)).abs() < 1e-9, "{}: {} {}", node.key, p[at], settled(f));
                }
            }
        }
    }
}
