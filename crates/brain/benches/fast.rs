//! A second of the millisecond clock at 0.5 ms for one dyad (two lanes) and for sixteen: times real time is 1 s over what is shown.

use divan::Bencher;
use syntony_brain::neural::fast::noise::Tuning;
use syntony_brain::neural::{Fast, FastPlan};
use syntony_brain::{Cast, Plan};
use syntony_engine::Key;
use syntony_model::Atlas;

fn main() {
    divan::main();
}

#[divan::bench(args = [2, 32])]
fn second_at_half_a_millisecond(bencher: Bencher, lanes: usize) {
    let Ok(atlas) = Atlas::embedded("human") else { return };
    let Ok(plan) = Plan::compile(&atlas, Cast::default()) else { return };
    let Ok(fast) = FastPlan::compile(&atlas, &plan.circuit, &plan.regions) else { return };
    let weights: Vec<f64> = plan.circuit.synapses.iter().map(|s| s.weight).collect();
    let keys: Vec<Key> = (0..lanes as u64).map(|lane| Key::new(1, lane)).collect();
    let mut brains = Fast::new(&plan.circuit, &fast, &keys, &keys, &vec![&weights[..]; lanes], 5e-4);
    let width = plan.circuit.nodes.len() * lanes;
    let (quiet, one) = (vec![0.0; width], vec![1.0; width]);
    let rows = vec![0.0; 200 * width];
    bencher.bench_local(|| {
        brains.tune(Tuning { stimulus: &quiet, h: &quiet, g: &one, acts: &quiet });
        for _ in 0..10 {
            let _ = divan::black_box(brains.advance(&rows, &mut |_| {}));
        }
    });
}
