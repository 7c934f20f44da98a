namespace ActorNet.Netlink.Transport;

/// <summary>Ends, from another thread, the wait of one thread for a descriptor.</summary>
internal sealed class WakeUp : IDisposable
{
    private const int Forever = -1;

    private readonly FileDescriptor signal =
        FileDescriptor.Take(Libc.EventDescriptor(0, Libc.CloseOnExec | Libc.NonBlocking), "eventfd");

    /// <summary>Makes the waits of now and from now on return at once.</summary>
    public void Signal()
    {
        try
        {
            _ = Libc.Write(signal, 1UL, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The waiting thread ended by itself first.
        }
    }

    /// <summary>
    /// Waits until <paramref name="descriptor"/> has something to read, or <see cref="Signal"/> was called. The caller keeps both open.
    /// </summary>
    public void WaitReadable(FileDescriptor descriptor)
    {
        Span<PollEntry> entries =
        [
            new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = Libc.PollIn },
            new PollEntry { Descriptor = (int)signal.DangerousGetHandle(), Events = Libc.PollIn },
        ];
        if (Libc.Poll(entries, (nuint)entries.Length, Forever) < 0 && Libc.LastErrno != Errno.EINTR)
            throw Libc.LastError("netlink poll");
    }

    public void Dispose() => signal.Dispose();
}
