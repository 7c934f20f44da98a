using ActorNet.Coordinator.Configuration;

return await CoordinatorCommand.RunAsync(args);
