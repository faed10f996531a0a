import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The built pages go into the crate that serves them, so that a machine with Rust alone can build everything.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.EXPLORER_OUT ?? '../crates/serve/dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' } },
  },
})
