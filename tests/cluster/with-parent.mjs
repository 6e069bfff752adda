// Imported first by each process of a test's cluster: it ends with whoever started it, however that ended (a worker of the test runner is killed at times).
process.stdin
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
  .resume()
  .unref();
