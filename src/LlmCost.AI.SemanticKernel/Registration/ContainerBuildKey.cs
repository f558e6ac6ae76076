using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>
/// Represents a service key that detects when a container is built from the service collection that contains the key.
/// </summary>
/// <remarks>
/// A service collection has no event for a new registration or for the build of a container. However, while a container or kernel
/// is built, the keys of its services are hashed before the factories of the services are read. It is harmless if keys are hashed
/// at other times, because <paramref name="onBuild"/> can run repeatedly.
/// </remarks>
/// <param name="onBuild">
/// A delegate that runs when a container is built, on any thread and any number of times. It must not throw.
/// </param>
internal sealed class ContainerBuildKey(Action onBuild)
{
    public override int GetHashCode()
    {
        onBuild();
        return RuntimeHelpers.GetHashCode(this);
    }

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);
}
