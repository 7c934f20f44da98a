using ActorNet.Cli;
using ActorNet.Cli.Output;

using var interrupt = new Interrupt();
return (int)await CommandLine.RunAsync(args, Terminal.OfProcess(), interrupt.Token);
