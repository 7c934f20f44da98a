using ActorNet.Benchmarks;

return await CommandLine.RunAsync(args);
