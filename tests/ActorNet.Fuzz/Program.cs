return await ActorNet.Fuzz.CommandLine.RunAsync(args);
