namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows at one moment.</summary>
/// <param name="State">The pools and leases.</param>
/// <param name="History">The way there.</param>
/// <param name="Incarnation">Grows when the directory had to be read anew: positions of watchers from before mean nothing.</param>
/// <param name="Next">Completes when there is a newer view.</param>
internal sealed record DirectoryView(DirectoryState State, DirectoryHistory History, int Incarnation, Task Next);
