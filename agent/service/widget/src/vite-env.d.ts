/// <reference types="vite/client" />

declare const __APP__: string; // the file name of the lazy part, known to the loader
