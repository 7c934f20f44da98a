using ActorNet.Chaos;

return await CommandLine.RunAsync(args);
