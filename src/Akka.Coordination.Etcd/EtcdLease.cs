using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination.Etcd.Configuration;
using Akka.Coordination.Etcd.Holding;
using Akka.Event;

namespace Akka.Coordination.Etcd;

/// <summary>
/// Akka's lease on etcd: a key that is created only where there is none, under an etcd lease that its owner keeps alive. Lease objects of one
/// name and owner in one actor system share the hold; another actor system is another owner, even under the same name. It says who should act
/// and does not fence: an owner that is paused believes in its lease until it next looks.
/// </summary>
public sealed class EtcdLease : Lease
{
    /// <summary>Where the lease's settings are in HOCON.</summary>
    public const string ConfigPath = "akka.coordination.lease.etcd";

    private readonly LeaseHolder holder;
    private readonly ILoggingAdapter log;
    private readonly Task end;
    private object? newest;

    /// <summary>Called by <see cref="LeaseProvider"/>.</summary>
    /// <exception cref="ConfigurationException">The settings of the lease or of the connection are wrong; the message names each key.</exception>
    public EtcdLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        system.Settings.InjectTopLevelFallback(DefaultConfiguration);
        EtcdLeaseConfig.Check(settings.TimeoutSettings);
        holder = LeaseHolders.Get(system).Find(EtcdLeaseConfig.Read(settings.LeaseConfig), settings);
        log = Logging.GetLogger(system, typeof(EtcdLease));
        end = system.WhenTerminated;
    }

    /// <summary>The defaults, as in <c>reference.conf</c>.</summary>
    public static Config DefaultConfiguration => EtcdLeaseConfig.Default;

    /// <inheritdoc cref="Acquire(Action{Exception})"/>
    public override Task<bool> Acquire() => Acquire(null);

    /// <summary>Acquires the lease, or confirms that it is held.</summary>
    /// <param name="leaseLostCallback">
    /// Called once when the lease is lost, never before the answer is given, and not when it is released. That of the last call counts.
    /// </param>
    /// <returns>False: another owner holds it.</returns>
    /// <exception cref="LeaseException">etcd does not answer within the operation timeout, or refuses: the lease may be held or not.</exception>
    public override Task<bool> Acquire(Action<Exception>? leaseLostCallback)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = AcquireAsync(answer, leaseLostCallback);
        return answer.Task;
    }

    /// <summary>Gives the lease up. Never throws.</summary>
    /// <returns>True: it is not this owner's any more, or never was. False: etcd does not answer; the lease ends by itself.</returns>
    public override Task<bool> Release() => holder.ReleaseAsync(Settings.TimeoutSettings);

    /// <summary>Whether the lease is held: false from when its deadline has passed, by the clock here and counted from when etcd was last asked.</summary>
    public override bool CheckLease() => holder.IsHeld;

    /// <summary>Who holds the lease, by the name that it was acquired under; null: nobody.</summary>
    /// <exception cref="LeaseException">etcd does not answer within the operation timeout, or refuses.</exception>
    public Task<string?> ReadOwnerAsync() => holder.ReadOwnerAsync(Settings.TimeoutSettings);

    private async Task AcquireAsync(TaskCompletionSource<bool> answer, Action<Exception>? lost)
    {
        LeaseHold? hold;
        try
        {
            hold = await holder.AcquireAsync(Settings.TimeoutSettings).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            answer.SetException(failure);
            return;
        }

        if (hold is null)
        {
            answer.SetResult(false);
            return;
        }

        Volatile.Write(ref newest, answer);
        answer.SetResult(true);
        await TellLossAsync(hold, answer, lost).ConfigureAwait(false);
    }

    private async Task TellLossAsync(LeaseHold hold, object call, Action<Exception>? lost)
    {
        var reason = await hold.Ended.ConfigureAwait(false);
        if (reason is null || end.IsCompleted || Interlocked.CompareExchange(ref newest, null, call) != call)
        {
            return;
        }

        log.Warning("{0} is lost: {1}", holder, reason.Message);
        try
        {
            lost?.Invoke(reason);
        }
        catch (Exception failure)
        {
            log.Error(failure, "whoever wanted to know that {0} is lost could not be told", holder);
        }
    }
}
