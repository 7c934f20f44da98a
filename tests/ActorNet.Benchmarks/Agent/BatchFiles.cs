namespace ActorNet.Benchmarks.Agent;

/// <summary>What <c>ip -batch</c> and <c>bridge -batch</c> read to make what the agent makes.</summary>
internal sealed class BatchFiles : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("actornet-bench-");

    public BatchFiles(int nodes)
    {
        var numbers = Enumerable.Range(1, nodes).ToList();
        Forwarding = Write("forwarding", numbers.Select(number => $"fdb replace {Neighbourhood.MacOf(number)} dev anet.1 dst {Neighbourhood.AddressOf(number)} self permanent"));
        Neighbours = Write("neighbours", numbers.Select(number => $"neigh replace {Neighbourhood.SubnetOf(number).Address} lladdr {Neighbourhood.MacOf(number)} dev anet.1 nud permanent"));
        Routes = Write("routes", numbers.Select(number => $"route add {Neighbourhood.SubnetOf(number)} via {Neighbourhood.SubnetOf(number).Address} dev anet.1 onlink proto 74"));
    }

    public string Forwarding { get; }

    public string Neighbours { get; }

    public string Routes { get; }

    public void Dispose() => directory.Delete(recursive: true);

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
