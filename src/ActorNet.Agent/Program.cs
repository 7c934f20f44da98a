using ActorNet.Agent.Commands;

return await new CommandLine().InvokeAsync(args);
