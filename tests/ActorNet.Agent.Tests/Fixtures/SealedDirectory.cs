namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A directory in which nobody, root neither, makes, replaces or deletes a file until this is disposed (chattr(1), immutable). Whoever is about to do it finds it so from one moment to the next.</summary>
internal sealed class SealedDirectory : IDisposable
{
    private readonly string _path;

    public SealedDirectory(string path)
    {
        _path = path;
        Command.Run("chattr", "+i", path);
    }

    public void Dispose() => Command.Run("chattr", "-i", _path);
}
