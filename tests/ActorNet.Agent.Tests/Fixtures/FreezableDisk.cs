namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A file system on a loop device, which can stand still: whoever writes to it waits, like on a disk that does not answer.</summary>
internal sealed class FreezableDisk : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private bool _isFrozen;

    public FreezableDisk()
    {
        using (var image = File.Create(_directory["image"]))
            image.SetLength(32 << 20);
        Directory.CreateDirectory(Location);
        Command.Run("mkfs.ext4", "-q", "-F", _directory["image"]);
        Command.Run("mount", "-o", "loop", _directory["image"], Location);
    }

    public string Location => _directory["disk"];

    public void Freeze()
    {
        Command.Run("fsfreeze", "--freeze", Location);
        _isFrozen = true;
    }

    public void Thaw()
    {
        Command.Run("fsfreeze", "--unfreeze", Location);
        _isFrozen = false;
    }

    public void Dispose()
    {
        if (_isFrozen)
            Thaw();
        Command.Run("umount", "--lazy", Location);
        _directory.Dispose();
    }
}
