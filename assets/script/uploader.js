// What sends files in parts (tus 1.0): fetched by the first page that has a file to send, not by every page.
export { Upload } from 'tus-js-client';
