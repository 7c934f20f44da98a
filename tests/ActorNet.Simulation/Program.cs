using ActorNet.Simulation.Commands;

return new CommandLine().Invoke(args);
